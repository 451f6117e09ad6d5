internal import JSON

/// Reduces answers of `/v2/chat`.
enum CohereAggregate {
    static func answer(_ answer: JSONValue) -> CheckedAnswer {
        var result = CheckedAnswer()
        let message = answer["message"]
        let content = message?.list("content") ?? []
        result.text = content.compactMap { $0.text("text") }.joined()
        result.reasoning =
            content.compactMap { $0.text("thinking") }.joined(separator: "\n\n")
            + (message?.text("tool_plan") ?? "")
        result.toolCalls = (message?.list("tool_calls") ?? []).map { call in
            CheckedToolCall(
                id: call.text("id") ?? "", name: call["function"]?.text("name") ?? "",
                argumentsRaw: arguments(call["function"]?.text("arguments") ?? ""))
        }
        result.stop = answer.text("finish_reason").flatMap { CohereAnswer.stops[$0] }
        result.usage = answer["usage"].map(usage)
        return result
    }

    static func arguments(_ text: String) -> String {
        text.isEmpty || text == "null" ? "{}" : text
    }

    static func usage(_ usage: JSONValue) -> CheckedUsage {
        CheckedUsage(
            input: usage["tokens"]?.count("input_tokens") ?? 0,
            cached: usage.count("cached_tokens"),
            output: usage["tokens"]?.count("output_tokens") ?? 0,
            reasoning: usage["tokens"]?.count("reasoning_tokens") ?? 0)
    }
}
