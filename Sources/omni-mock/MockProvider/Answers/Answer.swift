/// What a model says: text or calls, why it stopped, and what that counts.
package struct Answer: Sendable {
    /// What a choice holds.
    package enum Content: Sendable {
        /// Words.
        case text(AnswerText)
        /// Calls of tools.
        case calls([ToolCall])
    }

    /// What each choice holds; all are alike.
    package let content: Content

    /// Why it ended, such as `stop`.
    package let finishReason: String

    /// How many tokens one choice counts.
    package let tokens: Int

    /// Makes the answer to a request.
    ///
    /// - Parameters:
    ///   - request: A valid request.
    ///   - directives: What its model name, or the override in force, asks for.
    package init(to request: ChatRequest, directives: Directives) {
        if let calls = ToolCall.calls(for: request, count: directives.calls ?? 1) {
            content = .calls(calls)
            finishReason = "tool_calls"
            tokens = calls.reduce(0) { $0 + $1.fragments.count + 1 }
            return
        }
        var text = Self.text(for: request, directives)
        let isTruncated = request.maximumTokens.map { text.truncate(to: $0) } ?? false
        content = .text(text)
        finishReason = isTruncated ? "length" : "stop"
        tokens = text.count
    }

    /// How many chunks a stream of one choice has between its first and its last.
    package var chunkCount: Int {
        switch content {
        case .text(let text): text.count
        case .calls(let calls): calls.reduce(0) { $0 + $1.fragments.count + 1 }
        }
    }

    private static func text(for request: ChatRequest, _ directives: Directives) -> AnswerText {
        if directives.stamp { return AnswerText(stamps: directives.chunks ?? 1) }
        if let bytes = directives.bytes {
            return AnswerText(bytes: bytes, chunks: directives.chunks)
        }
        if case .json(let document) = request.format { return AnswerText(document: document) }
        if request.model.base.hasPrefix("tool"), let result = request.toolResult {
            return AnswerText(
                words: Array("The tool answered: ".utf8) + result, count: directives.chunks)
        }
        switch request.model.base {
        case "echo": return AnswerText(words: request.userText, count: directives.chunks)
        case "big": return AnswerText(bytes: 64 << 10, chunks: directives.chunks)
        default:
            return directives.chunks.map { AnswerText(numbers: $0) } ?? .fixed
        }
    }
}
