/// What of a valid chat request shapes its answer.
package struct ChatRequest: Sendable {
    /// A tool on offer.
    package struct Tool: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// Whether it takes free text instead of a JSON object.
        package var isCustom: Bool
        /// What a call passes to it, made from its schema: JSON, or text for a custom tool.
        package var arguments: [UInt8]
    }

    /// How the answer is to be shaped.
    package enum Format: Sendable, Equatable {
        /// Plain text.
        case text
        /// A JSON document, made from the schema if there was one.
        case json([UInt8])
    }

    /// The model asked for.
    package var model: ModelName
    /// Whether the answer is a stream.
    package var isStreaming = false
    /// Whether a stream ends with a chunk of usage.
    package var includesUsage = false
    /// How many choices the answer has.
    package var choiceCount = 1
    /// The most words of an answer; nil without a limit.
    package var maximumTokens: Int?
    /// Unicode scalars of all messages.
    package var characters = 0
    /// Text of the last user message.
    package var userText: [UInt8] = []
    /// Text of the last message, if that is a tool's result.
    package var toolResult: [UInt8]?
    /// The tools that may be called; empty if none may.
    package var tools: [Tool] = []
    /// How the answer is to be shaped.
    package var format = Format.text

    /// How many tokens the prompt counts: one for each four characters begun.
    package var promptTokens: Int { (characters + 3) / 4 }
}
