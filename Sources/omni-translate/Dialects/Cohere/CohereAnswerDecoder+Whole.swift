internal import JSON

extension CohereAnswerDecoder {
    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try parse(data)
        let root = tape.root
        guard let message = tape.member("message", of: root, in: data) else {
            throw .malformed("an answer without a message")
        }
        // An error has its words where an answer has its message.
        guard tape.kind(message) == .object else { throw .reported(data.copied) }
        start(tape.member("id", of: root, in: data), data, &events)
        let citations = tape.member("citations", of: message, in: data)
        if let content = tape.member("content", of: message, in: data) {
            readContent(content, citations, data, &events)
        }
        if let plan = tape.member("tool_plan", of: message, in: data) {
            endContent()
            append(plan, .reasoning, data, &events)
        }
        if let list = tape.member("tool_calls", of: message, in: data) {
            try readCalls(list, data, &events)
        }
        try end(root, data, &events)
        try finish(into: &events)
    }

    private mutating func readContent(
        _ content: JSONTape.Node, _ citations: JSONTape.Node?, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard tape.kind(content) == .array else {
            appendContent(content, data, &events)
            return cite(citations, of: 0, isFirstText: true, data, &events)
        }
        var texts = 0
        var elements = tape.elements(of: content)
        var index = 0
        while let element = tape.nextElement(&elements) {
            endContent()
            appendContent(element, data, &events)
            if open == .text {
                cite(citations, of: index, isFirstText: texts == 0, data, &events)
                texts += 1
            }
            index += 1
        }
    }

    /// The citations of one content block; those that name none are about the first text.
    private mutating func cite(
        _ citations: JSONTape.Node?, of index: Int, isFirstText: Bool, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard let citations, tape.kind(citations) == .array else { return }
        var elements = tape.elements(of: citations)
        while let element = tape.nextElement(&elements) {
            let content = CohereCitation.content(element, tape, data)
            if content == index || content == nil && isFirstText {
                cite(element, data, &events)
            }
        }
    }

    private mutating func readCalls(
        _ list: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard tape.kind(list) == .array else { return }
        var elements = tape.elements(of: list)
        while let element = tape.nextElement(&elements) {
            try startCall(element, data, &events)
            close(&events)
        }
    }
}
