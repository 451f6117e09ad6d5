internal import JSON

/// The content and summary parts of an item while they stream.
struct OpenAIResponsesStreamParts {
    fileprivate struct Part {
        var text = ""

        /// Whether an event opened the part, so that another must close it.
        let isOpened: Bool
        var isTextDone = false
        var isDone = false
    }

    /// Parts by the member that will hold them, `content` or `summary`.
    private var lists: [String: [Part]] = [:]

    mutating func take(
        _ event: JSONValue, _ name: String, at path: String, _ checker: inout Checker
    ) {
        let list = name.hasPrefix("response.reasoning_summary") ? "summary" : "content"
        let field = list == "summary" ? "summary_index" : "content_index"
        guard let index = event[field]?.int else { return }
        let count = lists[list, default: []].count
        let opens = name.hasSuffix("part.added")
        // Raw reasoning streams without part events at some hosts and with them at others.
        let isLoose = name.hasPrefix("response.reasoning_text") && index == Int64(count)
        if opens || isLoose {
            checker.expect(index == Int64(count), path, "\(field) is not \(count)")
            lists[list, default: []].append(Part(isOpened: opens))
            if opens { return checkEmpty(event, at: path, &checker) }
        }
        guard index >= 0, index < Int64(lists[list, default: []].count) else {
            return checker.report(path, "\(name) before its part was added")
        }
        lists[list]?[Int(index)].take(event, name, at: path, &checker)
    }

    private func checkEmpty(_ event: JSONValue, at path: String, _ checker: inout Checker) {
        let part = event["part"]
        let text = part?.text("text") ?? part?.text("refusal") ?? ""
        checker.expect(text.isEmpty, path, "part added with text")
    }

    func close(_ item: JSONValue, at path: String, _ checker: inout Checker) {
        for list in ["content", "summary"] {
            let streamed = lists[list, default: []]
            let final = item.list(list).map { $0.text("text") ?? $0.text("refusal") ?? "" }
            let place = path.member(list)
            checker.expect(final == streamed.map(\.text), place, "differs from the deltas")
            checker.expect(
                streamed.allSatisfy(\.isClosed), place, "a part is not done")
        }
    }
}

extension OpenAIResponsesStreamParts.Part {
    fileprivate var isClosed: Bool { isOpened ? isDone : isTextDone }

    fileprivate mutating func take(
        _ event: JSONValue, _ name: String, at path: String, _ checker: inout Checker
    ) {
        checker.expect(!isDone, path, "\(name) after the part was done")
        if name.hasSuffix("part.done") {
            let part = event["part"]
            let whole = part?.text("text") ?? part?.text("refusal")
            checker.expect(whole == text, path, "part differs from the deltas")
            checker.expect(isTextDone, path, "part done before its text")
            isDone = true
        } else if name.hasSuffix(".delta") {
            checker.expect(!isTextDone, path, "delta after the text was done")
            text += event.text("delta") ?? ""
        } else if name.hasSuffix(".done") {
            let whole = event.text("text") ?? event.text("refusal")
            checker.expect(whole == text, path, "done differs from the deltas")
            checker.expect(!isTextDone, path, "text done twice")
            isTextDone = true
        }
    }
}
