internal import JSON

/// Reduces messages.
enum AnthropicAggregate {
    private static let stops: [String: CheckedStop] = [
        "end_turn": .end, "max_tokens": .length, "model_context_window_exceeded": .length,
        "stop_sequence": .stopSequence, "tool_use": .tools, "pause_turn": .paused,
        "refusal": .filtered,
    ]

    static func stop(_ reason: String?) -> CheckedStop? { reason.flatMap { stops[$0] } }

    static func answer(_ answer: JSONValue) -> CheckedAnswer {
        var result = CheckedAnswer()
        var thoughts: [String] = []
        for block in answer.list("content") {
            switch block.text("type") {
            case "text": result.text += block.text("text") ?? ""
            case "thinking": thoughts.append(block.text("thinking") ?? "")
            case "tool_use":
                result.toolCalls.append(
                    CheckedToolCall(
                        id: block.text("id") ?? "", name: block.text("name") ?? "",
                        argumentsRaw: block["input"]?.rawText ?? "{}"))
            default: break
            }
        }
        result.reasoning = thoughts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        result.stop = stop(answer.text("stop_reason"))
        result.usage = answer["usage"].map { AnthropicUsage.merge($0, over: nil) }
        return result
    }
}
