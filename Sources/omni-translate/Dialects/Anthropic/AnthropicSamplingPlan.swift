/// Sampling parameters as a model takes them (facts: anthropic-messages, section 9; pitfalls 109 and 110).
struct AnthropicSamplingPlan: Equatable {
    var temperature: NumberText?
    var topP: NumberText?
    var topK: NumberText?
    var stop: [String] = []

    init(_ sampling: Sampling, _ model: AnthropicModel, isThinking: Bool) {
        stop = sampling.stop.filter { !ASCIIText.isBlank($0) }
        guard model.sampling != .none else { return }
        if isThinking {
            temperature = sampling.temperature.flatMap { $0.double == 1 ? $0 : nil }
            topP = sampling.topP.flatMap { text in
                text.double.map { 0.95...1 ~= $0 } == true ? text : nil
            }
        } else {
            temperature = sampling.temperature.flatMap(Self.clamped)
            topP = sampling.topP.flatMap(Self.clamped)
            topK = sampling.topK
        }
        if model.sampling == .temperatureOrTopP, temperature != nil { topP = nil }
    }

    /// The number, or the nearest one from 0 to 1.
    private static func clamped(_ number: NumberText) -> NumberText? {
        guard let value = number.double else { return nil }
        if value > 1 { return NumberText(1) }
        return value < 0 ? NumberText(0) : number
    }
}
