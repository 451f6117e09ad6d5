internal import JSON

/// Reads an answer, line by line; a plain answer is one line that is done.
struct OllamaAnswerDecoder: AnswerDecoder {
    private enum Open {
        case none
        case text
        case reasoning
    }

    private let target: Target
    private var tape = JSONTape()
    private var hasStarted = false
    private var open = Open.none
    /// Blocks opened so far.
    private var blocks = 0
    private var calls = 0
    private var isEmpty = true
    private(set) var isComplete = false

    init(_ target: Target) { self.target = target }

    var heldBytes: Int { 0 }

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("a line is not JSON: \(error)")
        }
        guard let line = OllamaLine(tape, data) else { throw .malformed("a line is no object") }
        if line.hasError { throw .reported(data.copied) }
        start(line, data, &events)
        if let node = line.thinking { append(node, .reasoning, data, &events) }
        if let node = line.text { append(node, .text, data, &events) }
        if let node = line.calls { try readCalls(node, data, &events) }
        if line.isDone { end(line, data, &events) }
    }

    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try decode(name: "", data: data, into: &events)
        try finish(into: &events)
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard isComplete else { throw isEmpty ? .empty : .cutShort }
        guard !isEmpty else { throw .empty }
    }

    private mutating func start(
        _ line: OllamaLine, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard !hasStarted else { return }
        hasStarted = true
        let model = line.model.flatMap { tape.string($0, in: data) } ?? ""
        events.append(.start(AnswerStart(id: "", model: model)))
    }

    private mutating func append(
        _ node: JSONTape.Node, _ kind: Open, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let text = tape.string(node, in: data), !text.isEmpty else { return }
        isEmpty = false
        if open != kind {
            closeOpen(&events)
            events.append(.open(blocks, kind == .text ? .text : .reasoning))
            blocks += 1
            open = kind
        }
        events.append(.text(blocks - 1, text))
    }

    private mutating func closeOpen(_ events: inout [AnswerEvent]) {
        if open != .none { events.append(.close(blocks - 1)) }
        open = .none
    }

    private mutating func readCalls(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard tape.kind(node) == .array else { return }
        var cursor = tape.elements(of: node)
        while let call = tape.nextElement(&cursor) {
            guard tape.kind(call) == .object,
                let function = tape.member("function", of: call, in: data),
                tape.kind(function) == .object,
                let name = tape.member("name", of: function, in: data)
                    .flatMap({ tape.string($0, in: data) })
            else { throw .malformed("a tool call without a name") }
            isEmpty = false
            closeOpen(&events)
            let given = tape.member("id", of: call, in: data).flatMap { tape.string($0, in: data) }
            let id = given.flatMap { $0.isEmpty ? nil : $0 } ?? CallIDs.invented(target, calls)
            events.append(.open(blocks, .toolCall(ToolCallStart(id: id, name: name))))
            events.append(.arguments(blocks, arguments(function, data)))
            events.append(.close(blocks))
            blocks += 1
            calls += 1
        }
    }

    private func arguments(_ function: JSONTape.Node, _ data: RawSpan) -> String {
        guard let node = tape.member("arguments", of: function, in: data), !tape.isNull(node) else {
            return "{}"
        }
        if let text = tape.string(node, in: data) { return Arguments.text(text) }
        return String(decoding: data.extracting(tape.range(node)).copied, as: UTF8.self)
    }

    private mutating func end(
        _ line: OllamaLine, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        closeOpen(&events)
        if let usage = line.usage { events.append(.usage(usage)) }
        let isLength = line.reason.map { tape.equals($0, "length", in: data) } ?? false
        // Cut off before the first word is an answer as well.
        if isLength { isEmpty = false }
        events.append(.stop(isLength ? .length : calls > 0 ? .toolCalls : .end))
        isComplete = true
    }
}
