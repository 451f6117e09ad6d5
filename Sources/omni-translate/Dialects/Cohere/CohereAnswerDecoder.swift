internal import IPC
internal import JSON

/// Reads an answer, event by event.
struct CohereAnswerDecoder: AnswerDecoder {
    enum Open {
        case none, text, reasoning, call
    }

    let target: Target
    var tape = JSONTape()
    private(set) var hasStarted = false
    private(set) var open = Open.none
    /// The content that is open has ended; citations of it may still come.
    private var hasEnded = false
    /// Blocks opened so far.
    private var blocks = 0
    private(set) var calls = 0
    private var arguments = CohereArguments()
    private var isEmpty = true
    private(set) var isComplete = false

    init(_ target: Target) { self.target = target }

    var heldBytes: Int { arguments.heldBytes }

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        if Self.isTerminator(data) { return }
        try parse(data)
        guard let event = CohereEvent(tape, data) else { throw .malformed("an event is no object") }
        if name == "error" || event.kind == .error { throw .reported(data.copied) }
        switch event.kind {
        case .contentDelta, .contentStart:
            if event.kind == .contentStart { hasEnded = true }
            if let part = event.part { appendContent(part, data, &events) }
        case .toolPlan:
            if let part = event.part { append(part, .reasoning, data, &events) }
        case .contentEnd: hasEnded = true
        case .callStart:
            if let part = event.part { try startCall(part, data, &events) }
        case .callDelta:
            if let part = event.part { appendArguments(of: part, data, &events) }
        case .callEnd: if open == .call { close(&events) }
        case .citation: if let part = event.part { cite(part, data, &events) }
        case .messageStart: start(event.id, data, &events)
        case .messageEnd: try end(event.delta, data, &events)
        case .error, .other: break
        }
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard isComplete else { throw isEmpty ? .empty : .cutShort }
        guard !isEmpty else { throw .empty }
    }

    mutating func parse(_ data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("an event is not JSON: \(error)")
        }
    }

    /// `[DONE]` stands behind the end and says nothing more.
    private static func isTerminator(_ data: RawSpan) -> Bool {
        data.byteCount == 6 && data.withUnsafeBytes { unsafe $0.elementsEqual("[DONE]".utf8) }
    }

    // MARK: Blocks

    mutating func start(
        _ id: JSONTape.Node?, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard !hasStarted else { return }
        hasStarted = true
        let id = id.flatMap { tape.string($0, in: data) } ?? ""
        events.append(.start(AnswerStart(id: id, model: "")))
    }

    private mutating func openBlock(
        _ kind: Open, _ start: BlockStart, _ events: inout [AnswerEvent]
    ) {
        self.start(nil, RawSpan(), &events)
        close(&events)
        events.append(.open(blocks, start))
        blocks += 1
        open = kind
        hasEnded = false
        isEmpty = false
    }

    mutating func close(_ events: inout [AnswerEvent]) {
        guard open != .none else { return }
        if open == .call, let rest = arguments.finish() {
            events.append(.arguments(blocks - 1, rest))
        }
        events.append(.close(blocks - 1))
        open = .none
    }

    /// A content block's text or thought.
    mutating func appendContent(
        _ content: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if tape.kind(content) == .string { return append(content, .text, data, &events) }
        if let text = tape.member("text", of: content, in: data) {
            append(text, .text, data, &events)
        } else if let thought = tape.member("thinking", of: content, in: data) {
            append(thought, .reasoning, data, &events)
        }
    }

    mutating func append(
        _ node: JSONTape.Node, _ kind: Open, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let text = tape.string(node, in: data), !text.isEmpty else { return }
        if open != kind || hasEnded {
            openBlock(kind, kind == .text ? .text : .reasoning, &events)
        }
        events.append(.text(blocks - 1, text))
    }

    /// What follows belongs to another block, even of the same kind.
    mutating func endContent() { hasEnded = true }

    mutating func cite(
        _ citations: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard open == .text, tape.kind(citations) == .object else { return }
        for citation in CohereCitation.read(citations, tape, data) {
            events.append(.citation(blocks - 1, citation))
        }
    }

    // MARK: Calls

    mutating func startCall(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard let function = tape.member("function", of: node, in: data),
            let name = tape.member("name", of: function, in: data)
                .flatMap({ tape.string($0, in: data) }), !name.isEmpty
        else { throw .malformed("a tool call without a name") }
        let given = tape.member("id", of: node, in: data).flatMap { tape.string($0, in: data) }
        let id = given.flatMap { $0.isEmpty ? nil : $0 } ?? CallIDs.invented(target, calls)
        calls += 1
        openBlock(.call, .toolCall(ToolCallStart(id: id, name: name)), &events)
        arguments = CohereArguments()
        appendArguments(of: node, data, &events)
    }

    private mutating func appendArguments(
        of node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard open == .call, let function = tape.member("function", of: node, in: data),
            let given = tape.member("arguments", of: function, in: data), !tape.isNull(given)
        else { return }
        // Some hosts of this dialect give an object (pitfall 19).
        let text = tape.string(given, in: data) ?? RawJSON(given, tape, data).text
        if let ready = arguments.take(text) { events.append(.arguments(blocks - 1, ready)) }
    }

    // MARK: The end

    mutating func end(
        _ node: JSONTape.Node?, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        let reason = node.flatMap { tape.member("finish_reason", of: $0, in: data) }
            .flatMap { tape.string($0, in: data) }
        guard let stop = CohereStop.reason(reason) else {
            let error = node.flatMap { tape.member("error", of: $0, in: data) }
                .flatMap { tape.string($0, in: data) }
            throw .reported(CohereStop.error(reason ?? "", error))
        }
        start(nil, data, &events)
        close(&events)
        if let node = node.flatMap({ tape.member("usage", of: $0, in: data) }),
            let usage = CohereUsage.read(node, tape, data)
        {
            events.append(.usage(usage))
        }
        // Cut off or filtered before the first word is an answer as well.
        if stop != .end, stop != .toolCalls { isEmpty = false }
        events.append(.stop(stop == .toolCalls && calls == 0 ? .end : stop))
        isComplete = true
    }
}
