/// What of a valid request shapes its answer, whatever the dialect.
package struct PromptRequest: Sendable {
    /// How the answer is to be shaped.
    package enum Format: Sendable, Equatable {
        /// Plain text.
        case text
        /// A JSON document, made from the schema if there was one.
        case json([UInt8])
    }

    /// How much of its reasoning the answer shows.
    package enum Reasoning: Sendable, Equatable {
        /// There is none.
        case none
        /// It is counted, and its proof is sent, but its text is not.
        case hidden
        /// Its text is sent.
        case shown
    }

    /// The model asked for.
    package var model: ModelName
    /// Whether the answer is a stream.
    package var isStreaming = false
    /// Whether a stream of chat chunks ends with one of usage.
    package var includesUsage = false
    /// Whether a stream of chat chunks opens with the verdict of a content filter, as Azure's do.
    package var opensWithFilterResults = false
    /// How many choices the answer has.
    package var choiceCount = 1
    /// The most tokens of an answer; nil without a limit.
    package var maximumTokens: Int?
    /// What has been said so far.
    package var conversation = Conversation()
    /// The tools that may be called; empty if none may.
    package var tools: [OfferedTool] = []
    /// How the answer is to be shaped.
    package var format = Format.text
    /// What the answer shows of its reasoning.
    package var reasoning = Reasoning.none

    /// Whether reasoning comes with a proof that is to be sent back.
    package var sendsProofs = false
    /// What of the request an answer repeats, as JSON by the name of the field.
    package var echoed: [String: [UInt8]] = [:]

    /// How many tokens the prompt counts: one for each four characters begun.
    package var promptTokens: Int { (conversation.characters + 3) / 4 }
}
