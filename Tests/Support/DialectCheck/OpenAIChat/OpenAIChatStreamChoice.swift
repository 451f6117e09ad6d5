internal import JSON

/// One choice of a chat stream.
struct OpenAIChatStreamChoice {
    private var hasRole = false
    private var text = ""
    private var reasoning = ""
    private var calls: [OpenAIChatStreamCall] = []
    private var finish: String?

    var isFinished: Bool { finish != nil }

    mutating func take(_ choice: JSONValue, at path: String, _ checker: inout Checker) {
        checker.expect(finish == nil, path, "choice after its finish_reason")
        guard let delta = choice["delta"] else { return }
        let place = path.member("delta")
        if delta.has("role") {
            checker.expect(!hasRole, place, "role sent twice")
            hasRole = true
        }
        checker.expect(hasRole, place, "the first delta has no role")
        text += (delta.text("content") ?? "") + (delta.text("refusal") ?? "")
        reasoning += delta.text("reasoning_content") ?? delta.text("reasoning") ?? ""
        let both = delta.has("reasoning_content") && delta.has("reasoning")
        checker.expect(!both, place, "reasoning under two names")
        for (index, call) in delta.list("tool_calls").enumerated() {
            take(call: call, at: "\(place).tool_calls[\(index)]", &checker)
        }
        if let reason = choice.text("finish_reason") { finish = reason }
    }

    private mutating func take(call: JSONValue, at path: String, _ checker: inout Checker) {
        guard let index = call["index"]?.int, index >= 0 else { return }
        guard index < calls.count else {
            checker.expect(index == calls.count, path, "index \(index) after \(calls.count) calls")
            return calls.append(OpenAIChatStreamCall(start: call, at: path, &checker))
        }
        calls[Int(index)].append(call, at: path, &checker)
    }

    func close(at path: String, _ checker: inout Checker) {
        guard let finish else { return checker.report(path, "no finish_reason") }
        OpenAIChatAnswer.checkFinish(finish, hasCalls: !calls.isEmpty, at: path, &checker)
        checker.expect(
            Set(calls.map(\.id)).count == calls.count, path, "two calls of one id")
        for call in calls where finish != "length" { call.close(at: path, &checker) }
    }

    var answer: CheckedAnswer {
        var answer = CheckedAnswer()
        answer.text = text
        answer.reasoning = reasoning
        answer.toolCalls = calls.map(\.checked)
        answer.stop = OpenAIChatAggregate.stop(finish, hasCalls: !calls.isEmpty)
        return answer
    }
}
