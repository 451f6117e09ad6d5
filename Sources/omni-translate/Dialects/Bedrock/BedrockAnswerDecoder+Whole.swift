internal import JSON

extension BedrockAnswerDecoder {
    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try parse(data)
        let root = tape.root
        guard
            let message = tape.member("output", of: root, in: data)
                .flatMap({ tape.member("message", of: $0, in: data) })
        else {
            let isError =
                tape.member("message", of: root, in: data) != nil
                || tape.member("Message", of: root, in: data) != nil
            throw isError ? .reported(data.copied) : .malformed("an answer without a message")
        }
        start(&events)
        if let content = tape.member("content", of: message, in: data) {
            try readContent(content, data, &events)
        }
        stop(root, data, &events)
        takeUsage(root, data, &events)
        try finish(into: &events)
    }

    private mutating func readContent(
        _ content: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard tape.kind(content) == .array else { return }
        var elements = tape.elements(of: content)
        var index: Int64 = 0
        while let block = tape.nextElement(&elements) {
            var members = tape.members(of: block)
            guard let member = tape.nextMember(&members) else { continue }
            // Citations of their own are about the text before them.
            let continues =
                tape.equals(member.name, "citationsContent", in: data)
                && tape.member("content", of: member.value, in: data) == nil
            if !continues {
                closeAll(&events)
                index += 1
            }
            try read(member, index, data, &events)
        }
    }

    private mutating func read(
        _ member: JSONTape.Member, _ index: Int64, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        let value = member.value
        if tape.equals(member.name, "text", in: data) {
            appendText(value, .text, index, data, &events)
        } else if tape.equals(member.name, "toolUse", in: data) {
            guard !isServed(value, data) else { return }
            try openCall(value, index, data, &events)
            appendInput(value, index, data, &events)
        } else if tape.equals(member.name, "reasoningContent", in: data) {
            readReasoning(value, index, data, &events)
        } else if tape.equals(member.name, "citationsContent", in: data) {
            readCitations(value, index, data, &events)
        }
    }

    private mutating func readReasoning(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if let hidden = tape.member("redactedContent", of: node, in: data) {
            return hide(hidden, index, data, &events)
        }
        guard let shown = tape.member("reasoningText", of: node, in: data) else { return }
        if let text = tape.member("text", of: shown, in: data) {
            appendText(text, .reasoning, index, data, &events)
        }
        if let signature = tape.member("signature", of: shown, in: data) {
            sign(signature, index, data, &events)
        }
    }

    private mutating func readCitations(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if let content = tape.member("content", of: node, in: data) {
            var parts = tape.elements(of: content)
            while let part = tape.nextElement(&parts) {
                guard let text = tape.member("text", of: part, in: data) else { continue }
                appendText(text, .text, index, data, &events)
            }
        }
        guard let citations = tape.member("citations", of: node, in: data) else { return }
        var elements = tape.elements(of: citations)
        while let element = tape.nextElement(&elements) {
            cite(element, index, data, &events)
        }
    }
}
