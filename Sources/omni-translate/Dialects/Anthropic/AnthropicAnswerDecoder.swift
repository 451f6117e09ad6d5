internal import IPC
internal import JSON

/// Reads an answer of a provider (facts: anthropic-messages, sections 5 and 6; translation-matrix, section 10).
struct AnthropicAnswerDecoder: AnswerDecoder {
    /// A block under way.
    private struct Open {
        enum Kind {
            case text
            case thinking
            case redacted
            case call
            case held(AnthropicHeldBlock)
        }

        /// The provider's number.
        var index: Int64
        /// Ours; nil while a block is held back.
        var number: Int?
        var kind: Kind
        /// Input that stood in the start of a call: it counts when no piece follows.
        var input = ""
        /// Of thoughts; the last one counts.
        var proof = ""
    }

    private let target: Target
    private let family: ProofFamily
    /// Reused for every frame.
    private var tape = JSONTape(limits: JSONLimits(depth: 256))
    private var open: [Open] = []
    private var blocks = 0
    private var calls = 0
    private var isStarted = false
    private var usage = AnthropicUsage()
    private var stop: StopReason?
    private(set) var isComplete = false

    init(_ target: Target) {
        self.target = target
        family = ProofEnvelope.family(target)
    }

    var heldBytes: Int {
        var bytes = 0
        for block in open {
            bytes += block.input.utf8.count + block.proof.utf8.count
            if case .held(let held) = block.kind { bytes += held.byteCount }
        }
        return bytes
    }

    // MARK: Frames

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard !isComplete else { return }
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            // Some hosts add the terminator of another dialect.
            guard Self.isDone(data) else {
                throw .malformed("an event is not JSON: \(error)")
            }
            if stop != nil { isComplete = true }
            return
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("an event is no object") }
        try dispatch(name, data, &events)
    }

    private mutating func dispatch(
        _ name: String, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard let type = tape.member("type", of: tape.root, in: data) else {
            try refuseError(data, isNamed: name == "error")
            return
        }
        if tape.equals(type, "content_block_delta", in: data) {
            try delta(data, &events)
        } else if tape.equals(type, "content_block_start", in: data) {
            guard let block = tape.member("content_block", of: tape.root, in: data) else { return }
            start(&events)
            openBlock(block, index(data), data, &events)
        } else if tape.equals(type, "content_block_stop", in: data) {
            if let place = place(of: index(data)) { close(place, &events) }
        } else if tape.equals(type, "message_start", in: data) {
            let message = tape.member("message", of: tape.root, in: data)
            if let message { readUsage(of: message, data) }
            start(message, data, &events)
            report(&events)
        } else if tape.equals(type, "message_delta", in: data) {
            start(&events)
            readUsage(of: tape.root, data)
            if let delta = tape.member("delta", of: tape.root, in: data) { readStop(delta, data) }
            report(&events)
        } else if tape.equals(type, "message_stop", in: data) {
            isComplete = true
        } else if tape.equals(type, "message", in: data) {
            try readMessage(tape.root, data, &events)
        } else if tape.equals(type, "error", in: data) {
            throw .reported(data.copied)
        } else {
            try refuseError(data, isNamed: name == "error")
        }
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard isComplete else { throw isStarted || stop != nil ? .cutShort : .empty }
        closeAll(&events)
        switch stop {
        // Nothing at all, and no reason for it: as good as no answer (pitfall 70).
        case nil, .end, .toolCalls: guard blocks > 0 else { throw .empty }
        default: break
        }
        start(&events)
        events.append(.stop(stop ?? (calls > 0 ? .toolCalls : .end)))
    }

    // MARK: Whole answers

    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("the answer is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("the answer is no object") }
        try refuseError(data, isNamed: false)
        try readMessage(tape.root, data, &events)
        try finish(into: &events)
    }

    private mutating func readMessage(
        _ message: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard let content = tape.member("content", of: message, in: data),
            tape.kind(content) == .array
        else { throw .malformed("the answer has no content") }
        start(message, data, &events)
        var cursor = tape.elements(of: content)
        var index: Int64 = 0
        while let block = tape.nextElement(&cursor) {
            openBlock(block, index, data, &events)
            if let place = place(of: index) { close(place, &events) }
            index += 1
        }
        readUsage(of: message, data)
        readStop(message, data)
        report(&events)
        isComplete = true
    }

    // MARK: Parts

    private func refuseError(_ data: RawSpan, isNamed: Bool) throws(AnswerFailure) {
        if isNamed || AnthropicReported.isError(tape, data) { throw .reported(data.copied) }
    }

    /// Starts the answer without knowing whose it is: some hosts leave `message_start` out (pitfall 30).
    private mutating func start(_ events: inout [AnswerEvent]) {
        guard !isStarted else { return }
        isStarted = true
        events.append(.start(AnswerStart(id: "", model: "")))
    }

    private mutating func start(
        _ message: JSONTape.Node?, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard !isStarted else { return }
        isStarted = true
        func text(_ name: StaticString) -> String? {
            guard let message else { return nil }
            return tape.member(name, of: message, in: data).flatMap { tape.string($0, in: data) }
        }
        var start = AnswerStart(id: text("id") ?? "", model: text("model") ?? "")
        if let message, let usage = tape.member("usage", of: message, in: data) {
            start.serviceTier = tape.member("service_tier", of: usage, in: data)
                .flatMap { tape.string($0, in: data) }
        }
        events.append(.start(start))
    }

    private mutating func readUsage(of parent: JSONTape.Node, _ data: RawSpan) {
        guard let node = tape.member("usage", of: parent, in: data) else { return }
        usage.merge(node, tape, data)
    }

    private func report(_ events: inout [AnswerEvent]) {
        let usage = usage.canonical
        if usage.isReported { events.append(.usage(usage)) }
    }

    private mutating func readStop(_ parent: JSONTape.Node, _ data: RawSpan) {
        let reason = AnthropicStop.read(
            tape.member("stop_reason", of: parent, in: data),
            sequence: tape.member("stop_sequence", of: parent, in: data), tape, data)
        if let reason { stop = reason }
    }

    private func index(_ data: RawSpan) -> Int64 {
        tape.member("index", of: tape.root, in: data).flatMap { tape.int($0, in: data) } ?? -1
    }

    /// Position in `open` of the block of that number, of the last one when there is no number.
    private func place(of index: Int64) -> Int? {
        index < 0 ? open.indices.last : open.lastIndex { $0.index == index }
    }

    // MARK: Blocks

    private mutating func openBlock(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        // One number twice without a stop between: the first block ends here.
        if let place = place(of: index), index >= 0 { close(place, &events) }
        guard let type = tape.member("type", of: node, in: data) else { return }
        if tape.equals(type, "text", in: data) {
            openText(node, index, data, &events)
        } else if tape.equals(type, "thinking", in: data) {
            openThinking(node, index, data, &events)
        } else if tape.equals(type, "redacted_thinking", in: data) {
            var block = opened(.redacted, index, .redactedReasoning, &events)
            block.proof = string("data", node, data)
            open.append(block)
        } else if tape.equals(type, "tool_use", in: data) {
            openCall(node, index, data, &events)
        } else {
            let held = AnthropicHeldBlock(
                type: tape.string(type, in: data) ?? "", start: RawJSON(node, tape, data).bytes)
            open.append(Open(index: index, kind: .held(held)))
        }
    }

    private mutating func opened(
        _ kind: Open.Kind, _ index: Int64, _ start: BlockStart, _ events: inout [AnswerEvent]
    ) -> Open {
        let number = blocks
        blocks += 1
        events.append(.open(number, start))
        return Open(index: index, number: number, kind: kind)
    }

    private mutating func openText(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        let block = opened(.text, index, .text, &events)
        open.append(block)
        guard let number = block.number else { return }
        let text = string("text", node, data)
        if !text.isEmpty { events.append(.text(number, text)) }
        guard let citations = tape.member("citations", of: node, in: data) else { return }
        var cursor = tape.elements(of: citations)
        while let citation = tape.nextElement(&cursor) {
            self.citation(citation, number, data, &events)
        }
    }

    private mutating func openThinking(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        var block = opened(.thinking, index, .reasoning, &events)
        block.proof = string("signature", node, data)
        open.append(block)
        let text = string("thinking", node, data)
        if let number = block.number, !text.isEmpty { events.append(.text(number, text)) }
    }

    private mutating func openCall(
        _ node: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        let id = string("id", node, data)
        var start = ToolCallStart(
            id: id.isEmpty ? CallIDs.invented(target, calls) : id,
            name: string("name", node, data))
        calls += 1
        if let caller = tape.member("caller", of: node, in: data), !tape.isNull(caller) {
            let value = RawJSON(caller, tape, data)
            start.extras = OpaqueValue(
                .anthropic,
                RawJSON(Array(#"{"caller":"#.utf8) + value.bytes + [UInt8(ascii: "}")]))
        }
        var block = opened(.call, index, .toolCall(start), &events)
        if let input = tape.member("input", of: node, in: data) {
            let isObject = tape.kind(input) == .object
            if isObject, tape.count(input) > 0 { block.input = RawJSON(input, tape, data).text }
            // Some hosts give the object as a text.
            if let text = tape.string(input, in: data) { block.input = text }
        }
        open.append(block)
    }

    private func string(
        _ name: StaticString, _ node: JSONTape.Node, _ data: RawSpan
    ) -> String {
        tape.member(name, of: node, in: data).flatMap { tape.string($0, in: data) } ?? ""
    }

    private mutating func delta(
        _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard let delta = tape.member("delta", of: tape.root, in: data),
            let type = tape.member("type", of: delta, in: data)
        else { return }
        start(&events)
        guard let place = place(of: index(data)) ?? impliedBlock(type, index(data), data, &events)
        else { return }
        let number = open[place].number
        switch open[place].kind {
        case .text:
            guard let number else { return }
            if tape.equals(type, "text_delta", in: data) {
                append(string("text", delta, data), number, &events)
            } else if tape.equals(type, "citations_delta", in: data),
                let citation = tape.member("citation", of: delta, in: data)
            {
                self.citation(citation, number, data, &events)
            }
        case .thinking:
            guard let number else { return }
            if tape.equals(type, "thinking_delta", in: data) {
                append(string("thinking", delta, data), number, &events)
            } else if tape.equals(type, "signature_delta", in: data) {
                open[place].proof = string("signature", delta, data)
            }
        case .call:
            guard let number, tape.equals(type, "input_json_delta", in: data) else { return }
            let text = string("partial_json", delta, data)
            guard !text.isEmpty else { return }
            open[place].input = ""
            events.append(.arguments(number, text))
        case .held(var held):
            open[place].kind = .redacted
            if tape.equals(type, "input_json_delta", in: data) {
                held.add(input: string("partial_json", delta, data))
            } else if tape.equals(type, "compaction_delta", in: data) {
                held.add(content: string("content", delta, data))
            }
            open[place].kind = .held(held)
        case .redacted: break
        }
    }

    private func append(_ text: String, _ number: Int, _ events: inout [AnswerEvent]) {
        if !text.isEmpty { events.append(.text(number, text)) }
    }

    /// The block of a piece whose start never came.
    private mutating func impliedBlock(
        _ type: JSONTape.Node, _ index: Int64, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) -> Int? {
        if tape.equals(type, "text_delta", in: data) {
            open.append(opened(.text, index, .text, &events))
        } else if tape.equals(type, "thinking_delta", in: data) {
            open.append(opened(.thinking, index, .reasoning, &events))
        } else {
            return nil
        }
        return open.indices.last
    }

    private func citation(
        _ node: JSONTape.Node, _ number: Int, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let document = try? JSONDocument(RawJSON(node, tape, data).bytes) else { return }
        events.append(.citation(number, AnthropicCitation.read(document.root)))
    }

    private mutating func closeAll(_ events: inout [AnswerEvent]) {
        while !open.isEmpty { close(0, &events) }
    }

    private mutating func close(_ place: Int, _ events: inout [AnswerEvent]) {
        let block = open.remove(at: place)
        if case .held(let held) = block.kind {
            events.append(.open(blocks, .opaque(held.whole)))
            events.append(.close(blocks))
            blocks += 1
            return
        }
        guard let number = block.number else { return }
        if !block.proof.isEmpty { events.append(.proof(number, Proof(family, block.proof))) }
        if !block.input.isEmpty { events.append(.arguments(number, block.input)) }
        events.append(.close(number))
    }

    /// Whether a frame is the terminator of openai-chat.
    static func isDone(_ data: RawSpan) -> Bool {
        let text = Array("[DONE]".utf8)
        guard data.byteCount == text.count else { return false }
        return data.withUnsafeBytes { unsafe $0.elementsEqual(text) }
    }
}
