internal import JSON

/// Collects answers and chunks; only the first candidate counts.
struct GeminiAggregate {
    private var answer = CheckedAnswer()
    private var isThinking = false

    mutating func take(_ chunk: JSONValue) {
        if let usage = chunk["usageMetadata"] { answer.usage = GeminiUsage.read(usage) }
        if chunk["promptFeedback"]?.has("blockReason") == true { answer.stop = .filtered }
        guard let candidate = chunk.list("candidates").first else { return }
        for part in candidate["content"]?.list("parts") ?? [] { take(part: part) }
        if let reason = candidate.text("finishReason") { answer.stop = GeminiAnswer.stops[reason] }
    }

    private mutating func take(part: JSONValue) {
        if let call = part["functionCall"] {
            answer.toolCalls.append(
                CheckedToolCall(
                    id: call.text("id") ?? "", name: call.text("name") ?? "",
                    argumentsRaw: call["args"]?.rawText ?? "{}"))
        }
        let text = part.text("text") ?? ""
        guard !text.isEmpty else { return }
        let isThought = part["thought"]?.bool == true
        if isThought {
            if !isThinking, !answer.reasoning.isEmpty { answer.reasoning += "\n\n" }
            answer.reasoning += text
        } else {
            answer.text += text
        }
        isThinking = isThought
    }

    mutating func fail() { answer.stop = .error }

    var result: CheckedAnswer {
        var result = answer
        if result.stop == .end, !result.toolCalls.isEmpty { result.stop = .tools }
        return result
    }
}
