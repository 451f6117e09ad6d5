internal import JSON

/// Rules over several chat messages: every call is answered at once, and nothing else is.
struct OpenAIChatTurns {
    private var open: [String] = []
    private var answered: Set<String> = []

    static func check(_ messages: [JSONValue], _ checker: inout Checker) {
        var turns = OpenAIChatTurns()
        for (index, message) in messages.enumerated() {
            turns.take(message, at: "messages[\(index)]", &checker)
        }
        turns.close(at: "messages", &checker)
    }

    private mutating func take(_ message: JSONValue, at path: String, _ checker: inout Checker) {
        if message.text("role") == "tool" { return takeResult(message, at: path, &checker) }
        close(at: path, &checker)
        if message.text("role") == "assistant" { takeAssistant(message, at: path, &checker) }
        for (index, part) in message.list("content").enumerated() {
            guard part.text("type") == "file", let file = part["file"] else { continue }
            let isWhole = file.has("file_id") || (file.has("filename") && file.has("file_data"))
            checker.expect(
                isWhole, "\(path).content[\(index)].file",
                "needs file_id, or filename and file_data")
        }
    }

    private mutating func takeAssistant(
        _ message: JSONValue, at path: String, _ checker: inout Checker
    ) {
        let parts = ["content", "tool_calls", "function_call", "refusal", "audio"]
        checker.expect(
            parts.contains(where: message.has), path, "assistant message without content or calls")
        open = message.list("tool_calls").compactMap { $0.text("id") }
        checker.expect(Set(open).count == open.count, "\(path).tool_calls", "two calls of one id")
        answered = []
    }

    private mutating func takeResult(
        _ message: JSONValue, at path: String, _ checker: inout Checker
    ) {
        guard let id = message.text("tool_call_id") else { return }
        checker.expect(
            open.contains(id), path, "tool message without a call in the assistant message before")
        checker.expect(answered.insert(id).inserted, path, "second result for one call")
    }

    private mutating func close(at path: String, _ checker: inout Checker) {
        for id in open where !answered.contains(id) {
            checker.report(path, "call \(id) is not followed by its tool message")
        }
        open = []
        answered = []
    }
}
