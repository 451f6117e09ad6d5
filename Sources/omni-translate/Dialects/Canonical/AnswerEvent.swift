/// One step of an answer.
///
/// Order: `start` once and first; then blocks; `usage` and `stop` at any time after `start`.
/// Blocks are numbered from 0 in the order they open; several may be open at a time.
package enum AnswerEvent: Sendable, Equatable {
    case start(AnswerStart)
    case open(Int, BlockStart)
    /// More text of a text, refusal or reasoning block; never empty.
    case text(Int, String)
    /// More of a call's arguments; never empty.
    case arguments(Int, String)
    /// The proof of a block; the last one counts.
    case proof(Int, Proof)
    case citation(Int, Citation)
    /// openai-chat: `logprobs` of a text block's latest text.
    case logprobs(Int, RawJSON)
    case close(Int)
    /// Everything known so far: replaces what came before.
    case usage(TokenUsage)
    case stop(StopReason)
}

/// Who answers.
package struct AnswerStart: Sendable, Equatable {
    /// The provider's id; empty when it has none.
    package var id: String
    /// As the provider calls it; empty when it does not say.
    package var model: String
    /// Seconds since 1970; 0 when unknown.
    package var created: Int64
    package var serviceTier: String?
    /// openai-chat: `system_fingerprint`.
    package var fingerprint: String?

    package init(id: String, model: String, created: Int64 = 0) {
        self.id = id
        self.model = model
        self.created = created
    }
}

/// What a block is, once that is known.
package enum BlockStart: Sendable, Equatable {
    case text
    case refusal
    case reasoning
    /// The text is hidden; a `proof` follows.
    case redactedReasoning
    /// Name and id are known; arguments follow.
    case toolCall(ToolCallStart)
    /// Whole at once.
    case media(Media)
    /// Whole at once.
    case opaque(OpaqueBlock)
}

/// A call before its arguments.
package struct ToolCallStart: Sendable, Equatable {
    package var id: String
    package var name: String
    package var namespace: String?
    package var kind: ToolCall.Kind
    package var builtin: OpaqueValue?
    /// Further members of its own dialect: a JSON object of them.
    package var extras: OpaqueValue?

    package init(id: String, name: String, kind: ToolCall.Kind = .function) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}
