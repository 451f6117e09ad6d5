internal import JSON

/// Reduces chat answers; only the first choice counts.
enum OpenAIChatAggregate {
    private static let stops: [String: CheckedStop] = [
        "stop": .end, "length": .length, "tool_calls": .tools, "function_call": .tools,
        "content_filter": .filtered,
    ]

    static func stop(_ finish: String?, hasCalls: Bool) -> CheckedStop? {
        guard let finish, let stop = stops[finish] else { return nil }
        return stop == .end && hasCalls ? .tools : stop
    }

    static func answer(_ answer: JSONValue) -> CheckedAnswer {
        var result = CheckedAnswer()
        result.usage = answer["usage"].map(OpenAIChatUsage.read)
        guard let choice = answer.list("choices").first, let message = choice["message"] else {
            return result
        }
        result.text = (message.text("content") ?? "") + (message.text("refusal") ?? "")
        result.reasoning = message.text("reasoning_content") ?? message.text("reasoning") ?? ""
        result.toolCalls = message.list("tool_calls").map(call)
        result.stop = stop(choice.text("finish_reason"), hasCalls: !result.toolCalls.isEmpty)
        return result
    }

    private static func call(_ call: JSONValue) -> CheckedToolCall {
        let body = call["function"] ?? call["custom"]
        return CheckedToolCall(
            id: call.text("id") ?? "", name: body?.text("name") ?? "",
            argumentsRaw: body?.text("arguments") ?? body?.text("input") ?? "")
    }
}
