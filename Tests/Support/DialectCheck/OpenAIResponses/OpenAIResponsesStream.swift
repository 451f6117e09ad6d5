internal import JSON

/// A responses stream: created, items each from added to done, one terminal event.
struct OpenAIResponsesStream {
    private var sequence: Int64 = 0
    private var responseID: String?
    private var items: [OpenAIResponsesStreamItem] = []
    private var terminal: JSONValue?
    private var failed = false
    private var isEnded: Bool { terminal != nil || failed }

    static func read(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var stream = OpenAIResponsesStream()
        let frames = EventStreamReader.frames(of: bytes, lines: .named, into: &checker)
        for frame in frames { stream.take(frame, &checker) }
        checker.expect(stream.isEnded, "", "stream without a terminal event")
        return stream.answer
    }

    private mutating func take(_ frame: EventFrame, _ checker: inout Checker) {
        let isOver = terminal != nil || (failed && frame.name != "response.failed")
        checker.expect(!isOver, frame.path, "event after the terminal event")
        if frame.isDone { return checker.report(frame.path, "[DONE] is not of this dialect") }
        guard let event = checker.parse(frame.data, at: frame.path) else { return }
        let type = event.text("type") ?? ""
        checker.expect(frame.name == type, frame.path, "event line differs from type")
        guard let shape = OpenAIResponsesEvents.shape(type) else {
            return checker.report(frame.path, "event \(type) is not known")
        }
        checker.check(event, shape, at: frame.path)
        checkOrder(event, type, at: frame.path, &checker)
        if type == "error" {
            failed = true
            let says = event.has("message") || event.has("error")
            checker.expect(says, frame.path, "error without a message")
        } else if OpenAIResponsesEvents.lifecycle.contains(type) {
            takeResponse(event, type, at: frame.path, &checker)
        } else {
            takeItem(event, type, at: frame.path, &checker)
        }
    }

    private mutating func checkOrder(
        _ event: JSONValue, _ type: String, at path: String, _ checker: inout Checker
    ) {
        if let number = event["sequence_number"]?.int {
            checker.expect(number == sequence, path, "sequence_number is not \(sequence)")
        }
        sequence += 1
        let isFirst = type == "response.created" || type == "error" || type == "response.failed"
        checker.expect(
            responseID != nil || isFirst, path, "the first event is not response.created")
    }

    private mutating func takeResponse(
        _ event: JSONValue, _ type: String, at path: String, _ checker: inout Checker
    ) {
        guard let response = event["response"] else { return }
        let place = path.member("response")
        OpenAIResponsesObject.check(response, at: place, &checker)
        let id = response.text("id") ?? ""
        checker.expect(
            responseID == nil || type != "response.created", path, "second response.created")
        checker.expect(responseID == nil || responseID == id, place, "id differs from the first")
        responseID = id
        let isTerminal = OpenAIResponsesEvents.terminal.contains(type)
        let status = response.text("status")
        let expected = type == "response.created" ? nil : type.split(separator: ".").last
        checker.expect(
            expected.map { $0 == status ?? "" } ?? (status == "in_progress" || status == "queued"),
            place, "status does not fit the event")
        guard isTerminal else {
            checker.expect(items.isEmpty, path, "\(type) after an item")
            return checker.expect(
                response.list("output").isEmpty, place, "output before it was streamed")
        }
        terminal = response
        closeItems(response, type, at: place, &checker)
    }

    private func closeItems(
        _ response: JSONValue, _ type: String, at path: String, _ checker: inout Checker
    ) {
        if type == "response.failed" { return }
        OpenAIResponsesObject.checkTerminal(response, at: path, &checker)
        for item in items {
            checker.expect(item.isDone, path, "item \(item.id) is not done")
        }
        let output = response.list("output")
        checker.expect(
            output.compactMap { $0.text("id") } == items.map(\.id), path.member("output"),
            "not the items that were streamed")
        for (item, final) in zip(items, output) {
            checker.expect(
                item.matches(final), path.member("output"),
                "item \(item.id) differs from its done event")
        }
    }

    private mutating func takeItem(
        _ event: JSONValue, _ type: String, at path: String, _ checker: inout Checker
    ) {
        guard let index = event["output_index"]?.int else { return }
        if type == "response.output_item.added" {
            checker.expect(
                index == Int64(items.count), path, "output_index is not \(items.count)")
            guard let item = event["item"] else { return }
            return items.append(OpenAIResponsesStreamItem(added: item, at: path, &checker))
        }
        guard items.indices.contains(Int(index)) else {
            return checker.report(path, "\(type) before response.output_item.added")
        }
        items[Int(index)].take(event, type, at: path, &checker)
    }

    private var answer: CheckedAnswer {
        var answer = OpenAIResponsesAggregate.items(items.map(\.final))
        answer.usage = terminal?["usage"].flatMap {
            $0.isNull ? nil : OpenAIResponsesUsage.read($0)
        }
        answer.stop =
            terminal.flatMap {
                OpenAIResponsesAggregate.stop($0, hasCalls: !answer.toolCalls.isEmpty)
            }
            ?? (failed ? .error : nil)
        return answer
    }
}
