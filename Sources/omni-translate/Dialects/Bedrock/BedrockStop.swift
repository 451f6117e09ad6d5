internal import JSON

/// Why an answer ended.
enum BedrockStop {
    static func reason(_ text: String?) -> StopReason {
        switch text {
        case "tool_use": .toolCalls
        case "max_tokens": .length
        case "stop_sequence": .stopSequence(nil)
        case "guardrail_intervened", "content_filtered": .filtered
        case "malformed_model_output", "malformed_tool_use": .malformed
        case "model_context_window_exceeded": .contextLength
        // end_turn, and what the future brings.
        default: .end
        }
    }

    /// The error that an exception within a stream stands for, whose type is in the frame's name.
    static func error(_ type: String, _ payload: RawSpan) -> [UInt8] {
        var tape = JSONTape()
        var message: String?
        if payload.byteCount > 0, (try? tape.parse(payload)) != nil {
            let node =
                tape.member("message", of: tape.root, in: payload)
                ?? tape.member("Message", of: tape.root, in: payload)
            message = node.flatMap { tape.string($0, in: payload) }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("message", message ?? "the provider broke off: \(type)")
            writer.member("__type", type)
        }
        return writer.take()
    }
}
