internal import JSON

/// Reduces responses.
enum OpenAIResponsesAggregate {
    static func answer(_ response: JSONValue) -> CheckedAnswer {
        var answer = items(response.list("output"))
        answer.usage = response["usage"].flatMap { $0.isNull ? nil : OpenAIResponsesUsage.read($0) }
        answer.stop = stop(response, hasCalls: !answer.toolCalls.isEmpty)
        return answer
    }

    static func items(_ items: [JSONValue]) -> CheckedAnswer {
        var answer = CheckedAnswer()
        var thoughts: [String] = []
        for item in items {
            switch item.text("type") {
            case "message":
                for part in item.list("content") {
                    answer.text += part.text("text") ?? part.text("refusal") ?? ""
                }
            case "reasoning":
                let parts =
                    item.list("summary").isEmpty ? item.list("content") : item.list("summary")
                thoughts += parts.compactMap { $0.text("text") }
            case "function_call", "custom_tool_call":
                answer.toolCalls.append(
                    CheckedToolCall(
                        id: item.text("call_id") ?? "", name: item.text("name") ?? "",
                        argumentsRaw: item.text("arguments") ?? item.text("input") ?? ""))
            default: break
            }
        }
        answer.reasoning = thoughts.joined(separator: "\n\n")
        return answer
    }

    static func stop(_ response: JSONValue, hasCalls: Bool) -> CheckedStop? {
        switch response.text("status") {
        case "completed": hasCalls ? .tools : .end
        case "incomplete":
            response["incomplete_details"]?.text("reason") == "content_filter" ? .filtered : .length
        case "failed": .error
        default: nil
        }
    }
}
