internal import JSON

/// Collects answers and lines.
struct OllamaAggregate {
    private(set) var answer = CheckedAnswer()

    mutating func take(_ line: JSONValue) {
        if line.has("error") { answer.stop = .error }
        let message = line["message"]
        answer.text += message?.text("content") ?? ""
        answer.reasoning += message?.text("thinking") ?? ""
        for call in message?.list("tool_calls") ?? [] {
            let function = call["function"]
            answer.toolCalls.append(
                CheckedToolCall(
                    id: call.text("id") ?? "", name: function?.text("name") ?? "",
                    argumentsRaw: function?["arguments"]?.rawText ?? "{}"))
        }
        guard line["done"]?.bool == true else { return }
        let stop = line.text("done_reason").flatMap { OllamaAnswer.stops[$0] }
        answer.stop = stop == .end && !answer.toolCalls.isEmpty ? .tools : stop
        answer.usage = CheckedUsage(
            input: line.count("prompt_eval_count"), output: line.count("eval_count"))
    }
}
