internal import IPC
internal import JSON

/// Reads an answer, frame by frame.
struct BedrockAnswerDecoder: AnswerDecoder {
    let target: Target
    var tape = JSONTape()
    private var hasStarted = false
    /// Blocks opened so far.
    private(set) var blocks = 0
    private(set) var calls = 0
    /// Blocks under way; all but always one.
    private var open: [BedrockOpenBlock] = []
    private(set) var isEmpty = true
    private var hasStopped = false
    private var hasUsage = false

    init(_ target: Target) { self.target = target }

    /// The counts stand behind the end.
    var isComplete: Bool { hasStopped && hasUsage }

    var heldBytes: Int { open.reduce(0) { $0 + $1.hidden.count } }

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        if name.hasPrefix(Self.exception) {
            throw .reported(BedrockStop.error(String(name.dropFirst(Self.exception.count)), data))
        }
        guard let kind = BedrockFrame(rawValue: name) else { return }
        try parse(data)
        switch kind {
        case .contentBlockDelta: try takeDelta(data, &events)
        case .contentBlockStart: try takeStart(data, &events)
        case .contentBlockStop: if let index = index(data) { close(index, &events) }
        case .messageStart: start(&events)
        case .messageStop: stop(tape.root, data, &events)
        case .metadata: takeUsage(tape.root, data, &events)
        }
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard hasStopped else { throw isEmpty ? .empty : .cutShort }
        guard !isEmpty else { throw .empty }
    }

    private static let exception = "exception/"

    mutating func parse(_ data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("an event is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("an event is no object") }
    }

    // MARK: Frames

    private func index(_ data: RawSpan) -> Int64? {
        tape.member("contentBlockIndex", of: tape.root, in: data)
            .flatMap { tape.int($0, in: data) }
    }

    private mutating func takeStart(
        _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard let index = index(data), let start = tape.member("start", of: tape.root, in: data)
        else { return }
        if let call = tape.member("toolUse", of: start, in: data) {
            guard !isServed(call, data) else { return ignore(index) }
            try openCall(call, index, data, &events)
        } else if tape.member("toolResult", of: start, in: data) != nil {
            ignore(index)
        }
    }

    private mutating func takeDelta(
        _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard let index = index(data), let delta = tape.member("delta", of: tape.root, in: data)
        else { return }
        var cursor = tape.members(of: delta)
        guard let member = tape.nextMember(&cursor) else { return }
        if tape.equals(member.name, "text", in: data) {
            appendText(member.value, .text, index, data, &events)
        } else if tape.equals(member.name, "toolUse", in: data) {
            appendInput(member.value, index, data, &events)
        } else if tape.equals(member.name, "reasoningContent", in: data) {
            appendReasoning(member.value, index, data, &events)
        } else if tape.equals(member.name, "citation", in: data) {
            cite(member.value, index, data, &events)
        }
    }

    mutating func stop(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        start(&events)
        closeAll(&events)
        let text = tape.member("stopReason", of: node, in: data)
            .flatMap { tape.string($0, in: data) }
        var reason = BedrockStop.reason(text)
        if case .stopSequence = reason,
            let fields = tape.member("additionalModelResponseFields", of: node, in: data),
            let found = tape.member("stop_sequence", of: fields, in: data)
        {
            reason = .stopSequence(tape.string(found, in: data))
        }
        if reason == .toolCalls, calls == 0 { reason = .end }
        // Cut off or filtered before the first word is an answer as well.
        if reason != .end { isEmpty = false }
        events.append(.stop(reason))
        hasStopped = true
    }

    mutating func takeUsage(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        hasUsage = true
        guard let counts = tape.member("usage", of: node, in: data),
            var usage = BedrockUsage.read(counts, tape, data)
        else { return }
        usage.service = BedrockUsage.service(node, tape, data)
        start(&events)
        events.append(.usage(usage))
    }

    // MARK: Blocks

    /// Not every host sends a start (pitfall 30).
    mutating func start(_ events: inout [AnswerEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(.start(AnswerStart(id: "", model: "")))
    }

    private func place(_ index: Int64) -> Int? {
        open.lastIndex { $0.index == index }
    }

    /// The block of an index, opened when it is not open as this kind.
    private mutating func block(
        _ index: Int64, _ kind: BedrockOpenBlock.Kind, _ events: inout [AnswerEvent]
    ) -> Int {
        if let place = place(index) {
            if open[place].kind == kind { return open[place].number }
            close(index, &events)
        }
        return openBlock(index, kind, kind.start, &events)
    }

    private mutating func openBlock(
        _ index: Int64, _ kind: BedrockOpenBlock.Kind, _ start: BlockStart,
        _ events: inout [AnswerEvent]
    ) -> Int {
        self.start(&events)
        isEmpty = false
        open.append(BedrockOpenBlock(index: index, number: blocks, kind: kind))
        events.append(.open(blocks, start))
        blocks += 1
        return blocks - 1
    }

    /// A block of a tool that the provider runs itself: the client can do nothing with it.
    private mutating func ignore(_ index: Int64) {
        open.append(BedrockOpenBlock(index: index, number: -1, kind: .ignored))
    }

    mutating func close(_ index: Int64, _ events: inout [AnswerEvent]) {
        guard let place = place(index) else { return }
        let block = open.remove(at: place)
        switch block.kind {
        case .ignored: return
        case .call:
            // A call without arguments has no delta (pitfall 18).
            if !block.hasInput { events.append(.arguments(block.number, "{}")) }
        case .redacted:
            let proof = BedrockRedacted.proof(block.hidden, target)
            events.append(.proof(block.number, proof))
        case .text, .reasoning: break
        }
        events.append(.close(block.number))
    }

    mutating func closeAll(_ events: inout [AnswerEvent]) {
        while let first = open.first { close(first.index, &events) }
    }

    // MARK: Content

    mutating func appendText(
        _ node: JSONTape.Node, _ kind: BedrockOpenBlock.Kind, _ index: Int64, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard !isIgnored(index), let text = tape.string(node, in: data), !text.isEmpty else {
            return
        }
        events.append(.text(block(index, kind, &events), text))
    }

    private func isIgnored(_ index: Int64) -> Bool {
        place(index).map { open[$0].kind == .ignored } ?? false
    }

    /// One of text, signature and hidden bytes, as a delta has them.
    private mutating func appendReasoning(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if let text = tape.member("text", of: node, in: data) {
            appendText(text, .reasoning, index, data, &events)
        }
        if let signature = tape.member("signature", of: node, in: data) {
            sign(signature, index, data, &events)
        }
        if let hidden = tape.member("redactedContent", of: node, in: data) {
            hide(hidden, index, data, &events)
        }
    }

    mutating func sign(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let text = tape.string(node, in: data), !text.isEmpty else { return }
        let number = block(index, .reasoning, &events)
        events.append(.proof(number, Proof(ProofEnvelope.family(target), text)))
    }

    mutating func hide(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let text = tape.string(node, in: data), let bytes = Base64Text.decoded(text),
            !bytes.isEmpty
        else { return }
        _ = block(index, .redacted, &events)
        open[open.count - 1].hidden += bytes
    }

    mutating func cite(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        let number = block(index, .text, &events)
        events.append(.citation(number, BedrockCitation.read(node, tape, data)))
    }

    // MARK: Calls

    /// Whether the provider runs the tool itself.
    func isServed(_ call: JSONTape.Node, _ data: RawSpan) -> Bool {
        tape.member("type", of: call, in: data)
            .map { tape.equals($0, "server_tool_use", in: data) } ?? false
    }

    mutating func openCall(
        _ call: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        func text(_ name: StaticString) -> String? {
            let value = tape.member(name, of: call, in: data).flatMap { tape.string($0, in: data) }
            return value.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let name = text("name") else { throw .malformed("a tool call without a name") }
        let id = text("toolUseId") ?? CallIDs.invented(target, calls)
        calls += 1
        _ = openBlock(index, .call, .toolCall(ToolCallStart(id: id, name: name)), &events)
    }

    mutating func appendInput(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let place = place(index), open[place].kind == .call,
            let input = tape.member("input", of: node, in: data), !tape.isNull(input)
        else { return }
        // A plain answer has an object here, and so do some hosts' streams (pitfall 19).
        let text = tape.string(input, in: data) ?? RawJSON(input, tape, data).text
        guard !text.isEmpty else { return }
        open[place].hasInput = true
        events.append(.arguments(open[place].number, text))
    }
}
