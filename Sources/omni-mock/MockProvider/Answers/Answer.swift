/// What a model says: its parts in order, why it stopped, and what that counts.
package struct Answer: Sendable {
    /// A part of what is said.
    package enum Part: Sendable {
        /// Thoughts before the answer.
        case reasoning(AnswerText)
        /// Words.
        case text(AnswerText)
        /// A call of a tool.
        case call(ToolCall)
    }

    /// Why a model stops.
    package enum Stop: Sendable, Equatable {
        /// All is said.
        case end
        /// The limit of tokens is reached.
        case length
        /// It waits for the results of its calls.
        case calls
        /// A filter stopped it, or it refused.
        case filter
        /// It wants to go on in another turn.
        case pause
    }

    /// What each choice holds; all are alike.
    package let parts: [Part]

    /// Why it ended.
    package let stop: Stop

    /// How many tokens one choice counts, its reasoning included.
    package let tokens: Int

    /// How many of the tokens are reasoning.
    package let reasoningTokens: Int

    /// Makes the answer to a request.
    ///
    /// - Parameters:
    ///   - request: A valid request.
    ///   - directives: What its model name, or the override in force, asks for.
    package init(to request: PromptRequest, directives: Directives) {
        let reasoning = Self.reasoning(for: request, directives)
        reasoningTokens = reasoning?.tokens ?? 0
        var parts = reasoning.map { [Part.reasoning($0.text)] } ?? []
        if let calls = ToolCall.calls(for: request, directives) {
            if directives.talk { parts.append(.text(.beforeCalls)) }
            parts += calls.map { .call($0) }
            stop = directives.finish.map { Self.stop($0) } ?? .calls
        } else {
            var text = Self.text(for: request, directives)
            let limit = request.maximumTokens.map { max(0, $0 - (reasoning?.tokens ?? 0)) }
            let isTruncated = limit.map { text.truncate(to: $0) } ?? false
            parts.append(.text(text))
            stop = directives.finish.map { Self.stop($0) } ?? (isTruncated ? .length : .end)
        }
        self.parts = parts
        tokens = parts.reduce(reasoningTokens) { $0 + Self.tokens(of: $1) }
    }

    private static func tokens(of part: Part) -> Int {
        switch part {
        case .reasoning: 0  // Counted already, for what is hidden counts as well.
        case .text(let text): text.count
        case .call(let call): call.fragments.count + 1
        }
    }

    private static func stop(_ finish: Directives.Finish) -> Stop {
        switch finish {
        case .stop: .end
        case .length: .length
        case .filter: .filter
        case .pause: .pause
        }
    }

    private static func reasoning(
        for request: PromptRequest, _ directives: Directives
    ) -> (text: AnswerText, tokens: Int)? {
        guard request.reasoning != .none || directives.think != nil else { return nil }
        let text = AnswerText.thoughts(directives.think)
        let isHidden = request.reasoning == .hidden || directives.redacted
        return (isHidden ? .none : text, text.count)
    }

    private static func text(for request: PromptRequest, _ directives: Directives) -> AnswerText {
        if directives.agent, let result = request.conversation.toolResult {
            return AnswerText(words: AgentReport.text(of: result), count: nil)
        }
        if directives.stamp { return AnswerText(stamps: directives.chunks ?? 1) }
        if let bytes = directives.bytes {
            return AnswerText(bytes: bytes, chunks: directives.chunks)
        }
        if case .json(let document) = request.format { return AnswerText(document: document) }
        if request.model.base.hasPrefix("tool"), let result = request.conversation.toolResult {
            return AnswerText(
                words: Array("The tool answered: ".utf8) + result, count: directives.chunks)
        }
        switch request.model.base {
        case "echo":
            return AnswerText(words: request.conversation.userText, count: directives.chunks)
        case "big": return AnswerText(bytes: 64 << 10, chunks: directives.chunks)
        default:
            return directives.chunks.map { AnswerText(numbers: $0) } ?? .fixed
        }
    }
}
