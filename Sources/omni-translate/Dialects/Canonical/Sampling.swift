/// How tokens are chosen and when to stop.
package struct Sampling: Sendable, Equatable {
    /// Most tokens of the answer, reasoning included.
    package var maxOutputTokens: Int?
    package var temperature: NumberText?
    package var topP: NumberText?
    package var topK: NumberText?
    package var minP: NumberText?
    package var stop: [String] = []
    package var seed: NumberText?
    package var presencePenalty: NumberText?
    package var frequencyPenalty: NumberText?
    /// Answers wanted; nil and 1 are the same.
    package var candidates: Int?
    /// A JSON object of token id to bias.
    package var logitBias: RawJSON?
    package var logprobs: Bool?
    package var topLogprobs: Int?

    package init() {}
}
