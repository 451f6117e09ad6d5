internal import JSON

/// A `/v2/chat` stream: start, contents and calls each from start to end, end.
struct CohereStream {
    private struct Call {
        let id: String
        let name: String
        var arguments: String
    }

    private var hasStarted = false
    private var isDone = false
    private var end: JSONValue?
    private var kind: String?
    private var openCall = false
    private var calls: [Call] = []
    private var text = ""
    private var thoughts: [String] = []
    private var plan = ""

    static func read(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var stream = CohereStream()
        for frame in EventStreamReader.frames(of: bytes, lines: .mixed, into: &checker) {
            stream.take(frame, &checker)
        }
        checker.expect(stream.end != nil, "", "stream without message-end")
        return stream.answer
    }

    private mutating func take(_ frame: EventFrame, _ checker: inout Checker) {
        if frame.isDone { return finish(frame, &checker) }
        checker.expect(end == nil && !isDone, frame.path, "event after message-end")
        checker.expect(frame.name != nil, frame.path, "no event line")
        guard let event = checker.parse(frame.data, at: frame.path) else { return }
        let type = event.text("type") ?? ""
        checker.expect(frame.name == type, frame.path, "event line differs from type")
        guard let shape = CohereEvents.shapes[type] else {
            return checker.report(frame.path, "event \(type) is not known")
        }
        checker.check(event, shape, at: frame.path)
        checker.expect(
            hasStarted != (type == "message-start"), frame.path,
            hasStarted ? "second message-start" : "event before message-start")
        let message = event["delta"]?["message"]
        switch type {
        case "message-start": hasStarted = true
        case "tool-plan-delta": plan += message?.text("tool_plan") ?? ""
        case "message-end": finish(event, at: frame.path, &checker)
        default:
            if type.hasPrefix("content-") {
                takeContent(message?["content"], type, at: frame.path, &checker)
            } else if type.hasPrefix("tool-call-") {
                takeCall(event, message?["tool_calls"], type, at: frame.path, &checker)
            }
        }
    }

    /// The provider closes with a `[DONE]` that has no event line.
    private mutating func finish(_ frame: EventFrame, _ checker: inout Checker) {
        checker.expect(!isDone, frame.path, "second [DONE]")
        checker.expect(end != nil, frame.path, "[DONE] before message-end")
        isDone = true
    }

    private mutating func takeContent(
        _ content: JSONValue?, _ type: String, at path: String, _ checker: inout Checker
    ) {
        if type == "content-start" {
            checker.expect(kind == nil, path, "content starts while another is open")
            kind = content?.text("type") ?? "text"
            if kind == "thinking" { thoughts.append("") }
        }
        checker.expect(kind != nil, path, "\(type) without content-start")
        text += content?.text("text") ?? ""
        if let thought = content?.text("thinking"), !thoughts.isEmpty {
            checker.expect(kind == "thinking", path, "thinking in a content of \(kind ?? "none")")
            thoughts[thoughts.count - 1] += thought
        }
        if type == "content-end" { kind = nil }
    }

    private mutating func takeCall(
        _ event: JSONValue, _ call: JSONValue?, _ type: String, at path: String,
        _ checker: inout Checker
    ) {
        let function = call?["function"]
        if type == "tool-call-start" {
            checker.expect(!openCall, path, "call starts while another is open")
            checker.expect(
                event.count("index") == Int64(calls.count), path, "index is not \(calls.count)")
            openCall = true
            return calls.append(
                Call(
                    id: call?.text("id") ?? "", name: function?.text("name") ?? "",
                    arguments: function?.text("arguments") ?? ""))
        }
        checker.expect(openCall, path, "\(type) without tool-call-start")
        guard openCall else { return }
        checker.expect(
            event.count("index") == Int64(calls.count - 1), path, "index is not of the open call")
        calls[calls.count - 1].arguments += function?.text("arguments") ?? ""
        if type == "tool-call-end" { openCall = false }
    }

    private mutating func finish(_ event: JSONValue, at path: String, _ checker: inout Checker) {
        end = event["delta"]
        checker.expect(kind == nil && !openCall, path, "message-end while something is open")
        let reason = end?.text("finish_reason")
        CohereAnswer.checkStop(
            reason, hasCalls: !calls.isEmpty, at: path.member("delta"), &checker)
        for call in calls where reason == "TOOL_CALL" {
            CohereAnswer.checkArguments(call.arguments, at: path, &checker)
        }
    }

    private var answer: CheckedAnswer {
        var answer = CheckedAnswer()
        answer.text = text
        answer.reasoning = thoughts.joined(separator: "\n\n") + plan
        answer.toolCalls = calls.map {
            CheckedToolCall(
                id: $0.id, name: $0.name, argumentsRaw: CohereAggregate.arguments($0.arguments))
        }
        answer.stop = end?.text("finish_reason").flatMap { CohereAnswer.stops[$0] }
        answer.usage = end?["usage"].map(CohereAggregate.usage)
        return answer
    }
}
