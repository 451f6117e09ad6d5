internal import IPC
internal import JSON

/// Writes `generationConfig` (facts: gemini, section 2).
struct GeminiConfigWriter {
    /// Most stop texts.
    static let stopLimit = 5

    let request: ModelRequest
    let model: GeminiModel
    let thinking: GeminiThinkingPlan
    let format: GeminiFormatPlan
    let own: GeminiOwnConfig
    /// The client speaks this dialect.
    let isOwn: Bool

    /// Writes the field, unless there is nothing to say.
    func write(into writer: inout JSONWriter) {
        var config = JSONWriter()
        config.object { writer in
            writeSampling(into: &writer)
            writeLogprobs(into: &writer)
            writeFormat(into: &writer)
            writeModalities(into: &writer)
            thinking.write(into: &writer)
            own.write(withForm: format == .own, into: &writer)
        }
        let bytes = config.take()
        guard bytes.count > 2 else { return }
        writer.name("generationConfig")
        writer.raw(bytes)
    }

    private func writeSampling(into writer: inout JSONWriter) {
        let sampling = request.sampling
        if let limit = sampling.maxOutputTokens { writer.member("maxOutputTokens", limit) }
        let temperature = sampling.temperature.map(Self.clamped)
        Self.write("temperature", temperature, into: &writer)
        Self.write("topP", sampling.topP, into: &writer)
        Self.write("topK", sampling.topK.flatMap(Self.integer), into: &writer)
        Self.write("seed", sampling.seed.flatMap(Self.seed), into: &writer)
        Self.write("presencePenalty", sampling.presencePenalty, into: &writer)
        Self.write("frequencyPenalty", sampling.frequencyPenalty, into: &writer)
        if let count = sampling.candidates, isOwn { writer.member("candidateCount", count) }
        let stop = sampling.stop.filter { !$0.isEmpty }.prefix(Self.stopLimit)
        if !stop.isEmpty {
            writer.name("stopSequences")
            writer.array { for text in stop { $0.string(text) } }
        }
    }

    private static func write(
        _ name: StaticString, _ number: NumberText?, into writer: inout JSONWriter
    ) {
        guard let number else { return }
        writer.name(name)
        writer.raw(Array(number.text.utf8))
    }

    /// Between 0 and 2.
    private static func clamped(_ temperature: NumberText) -> NumberText {
        guard let value = temperature.double else { return temperature }
        if value > 2 { return NumberText(2) }
        return value < 0 ? NumberText(0) : temperature
    }

    /// A whole number, however it was written; nil for any other.
    private static func integer(_ number: NumberText) -> NumberText? {
        number.double.flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? NumberText($0) : nil }
    }

    /// A seed of 32 bits; larger ones are refused.
    private static func seed(_ number: NumberText) -> NumberText? {
        number.double.flatMap { Int32(exactly: $0) }.map { NumberText(Int($0)) }
    }

    private func writeLogprobs(into writer: inout JSONWriter) {
        guard isOwn, let isAsked = request.sampling.logprobs else { return }
        writer.member("responseLogprobs", isAsked)
        if let count = request.sampling.topLogprobs, isAsked { writer.member("logprobs", count) }
    }

    private func writeFormat(into writer: inout JSONWriter) {
        guard case .json(let schema) = format else { return }
        writer.member("responseMimeType", "application/json")
        guard let schema else { return }
        writer.name(model.takesJSONSchema ? "responseJsonSchema" : "responseSchema")
        writer.raw(schema.bytes)
    }

    private func writeModalities(into writer: inout JSONWriter) {
        guard !own.saysModalities, !request.modalities.isEmpty else { return }
        let known = request.modalities.filter { $0 == "image" || $0 == "audio" }
        guard !known.isEmpty else { return }
        writer.name("responseModalities")
        writer.array { writer in
            // Models that speak do nothing else.
            if !known.contains("audio") { writer.string("TEXT") }
            for modality in known { writer.string(modality.uppercased()) }
        }
    }
}
