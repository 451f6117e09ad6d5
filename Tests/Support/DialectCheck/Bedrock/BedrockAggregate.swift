internal import JSON

/// Reduces answers of Converse.
enum BedrockAggregate {
    static func answer(_ answer: JSONValue) -> CheckedAnswer {
        let content = answer["output"]?["message"]?.list("content") ?? []
        var result = CheckedAnswer()
        for block in content {
            result.text += block.text("text") ?? ""
            for part in block["citationsContent"]?.list("content") ?? [] {
                result.text += part.text("text") ?? ""
            }
        }
        result.reasoning =
            content.compactMap { $0["reasoningContent"]?["reasoningText"]?.text("text") }
            .joined(separator: "\n\n")
        result.toolCalls = BedrockAnswer.clientCalls(content).map { call in
            CheckedToolCall(
                id: call.text("toolUseId") ?? "", name: call.text("name") ?? "",
                argumentsRaw: call["input"]?.rawText ?? "{}")
        }
        result.stop = answer.text("stopReason").flatMap { BedrockAnswer.stops[$0] }
        result.usage = answer["usage"].map(BedrockAnswer.read)
        return result
    }
}
