internal import JSON

/// Reasons to stop, both ways (facts: translation-matrix, section 8).
enum AnthropicStop {
    /// The reason that a provider gave; nil for `null` and for anything that is no string.
    static func read(
        _ node: JSONTape.Node?, sequence: JSONTape.Node?, _ tape: JSONTape, _ bytes: RawSpan
    ) -> StopReason? {
        guard let node, let name = tape.string(node, in: bytes) else { return nil }
        switch name {
        case "stop_sequence":
            return .stopSequence(sequence.flatMap { tape.string($0, in: bytes) })
        case "max_tokens": return .length
        case "model_context_window_exceeded": return .contextLength
        case "tool_use": return .toolCalls
        case "refusal", "sensitive": return .filtered
        case "pause_turn", "compaction": return .paused
        default: return .end
        }
    }

    /// Name of a reason and the stop text that was hit; `calls` tells whether the answer holds a tool call, since a
    /// client waits for ever for one that was only announced (pitfall 52).
    static func name(_ reason: StopReason?, calls: Bool) -> StaticString {
        switch reason {
        // Clients take a hit without its text for a mistake.
        case .end, .toolCalls, .malformed, .stopSequence(nil), nil:
            calls ? "tool_use" : "end_turn"
        case .stopSequence: "stop_sequence"
        case .length: "max_tokens"
        case .contextLength: "model_context_window_exceeded"
        case .filtered: "refusal"
        case .paused: "pause_turn"
        }
    }

    /// Writes `stop_reason` and `stop_sequence` into the object that is open.
    static func write(_ reason: StopReason?, calls: Bool, into writer: inout JSONWriter) {
        writer.name("stop_reason")
        writer.string(name(reason, calls: calls))
        writer.name("stop_sequence")
        if case .stopSequence(let text?) = reason { writer.string(text) } else { writer.null() }
    }
}
