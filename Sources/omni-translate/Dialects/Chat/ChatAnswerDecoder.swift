internal import IPC
internal import JSON

/// Reads an answer of this dialect (facts: translation-matrix, section 10; pitfalls 1–20 and 41–49).
struct ChatAnswerDecoder: AnswerDecoder {
    /// A block of words that is open; calls are open beside it.
    enum Current: Equatable {
        case none
        case text(Int)
        case reasoning(Int)
        case refusal(Int)
    }

    let target: Target
    var tape = JSONTape()
    private var start = AnswerStart(id: "", model: "")
    private var hasStarted = false
    var hasMeaning = false
    var current = Current.none
    var next = 0
    var calls: ChatCallTracker
    var details = ChatDetailCollector()
    /// The host shows reasoning in a field of its own, so that the details repeat it.
    var showsReasoning = false
    var sources = ChatSources()
    private var stop: StopReason?
    private var service = ServiceTier.none

    private(set) var isComplete = false

    init(_ target: Target) {
        self.target = target
        calls = ChatCallTracker(target)
    }

    var heldBytes: Int { calls.heldBytes + details.heldBytes + sources.heldBytes }

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard !isComplete else { return }
        if data.isChatDone {
            isComplete = true
            return
        }
        try parse(data)
        guard let chunk = ChatChunk(tape, data) else { throw .malformed("an event is no object") }
        if chunk.isError || name == "error" { throw .reported(data.copied) }
        try read(chunk, data, isWhole: false, &events)
    }

    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try parse(data)
        guard let chunk = ChatChunk(tape, data) else { throw .malformed("the answer is no object") }
        if chunk.isError { throw .reported(data.copied) }
        try read(chunk, data, isWhole: true, &events)
        isComplete = true
        try finish(into: &events)
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard hasMeaning else { throw .empty }
        // A finish reason is as good an end as the terminator; nothing else is (pitfalls 9 and 10).
        guard isComplete || stop != nil else { throw .cutShort }
        let callsCame = !calls.isEmpty
        sources.finish()
        close(&events)
        calls.finish(&next, into: &events)
        isComplete = true
        events.append(.stop(stop ?? (callsCame ? .toolCalls : .end)))
    }

    private mutating func parse(_ data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("not JSON: \(error)")
        }
    }

    func text(_ node: JSONTape.Node?, _ bytes: RawSpan) -> String? {
        guard let node, let text = tape.string(node, in: bytes), !text.isEmpty else { return nil }
        return text
    }

    // MARK: Chunks

    private mutating func read(
        _ chunk: ChatChunk, _ bytes: RawSpan, isWhole: Bool, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        if !hasStarted { note(chunk, bytes) }
        let tier = ServiceWords.tier(chunk.serviceTier, tape, bytes)
        if tier != .none { service = tier }
        if let node = chunk.usage, let usage = counts(node, bytes) {
            begin(&events)
            events.append(.usage(usage))
        }
        if chunk.citations != nil || chunk.searchResults != nil {
            sources.take(chunk, tape, bytes)
        }
        guard let choices = chunk.choices, tape.count(choices) > 0 else { return }
        begin(&events)
        var cursor = tape.elements(of: choices)
        while let node = tape.nextElement(&cursor) {
            try read(ChatChoice(node, tape, bytes), bytes, isWhole, &events)
        }
    }

    /// Counts, and as what the answer was served: the answer's own word for that is in each chunk, the one in the counts is a
    /// few hosts'.
    private func counts(_ node: JSONTape.Node, _ bytes: RawSpan) -> TokenUsage? {
        guard var usage = ChatUsage.read(node, tape, bytes) else { return nil }
        if service != .none { usage.service = service }
        return usage
    }

    /// The first id and model that are told count for the whole answer (pitfall 49).
    private mutating func note(_ chunk: ChatChunk, _ bytes: RawSpan) {
        if start.id.isEmpty { start.id = text(chunk.id, bytes) ?? "" }
        if start.model.isEmpty { start.model = text(chunk.model, bytes) ?? "" }
        if start.created == 0, let node = chunk.created {
            let seconds =
                tape.int(node, in: bytes) ?? tape.double(node, in: bytes).flatMap(Self.whole)
            start.created = max(0, seconds ?? 0)
        }
        if start.serviceTier == nil { start.serviceTier = text(chunk.serviceTier, bytes) }
        if start.fingerprint == nil { start.fingerprint = text(chunk.fingerprint, bytes) }
    }

    /// Seconds with a fraction, as some hosts write them.
    private static func whole(_ seconds: Double) -> Int64? {
        Int64(exactly: seconds.rounded(.down))
    }

    private mutating func begin(_ events: inout [AnswerEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(.start(start))
    }

    private mutating func read(
        _ choice: ChatChoice, _ bytes: RawSpan, _ isWhole: Bool, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        if let error = choice.error {
            throw .reported(ChatFailure.wrapped(bytes.extracting(tape.range(error))))
        }
        // Several choices are one answer, since only one was asked for (pitfall 48).
        let number = choice.index.flatMap { tape.int($0, in: bytes) }.map {
            Int(truncatingIfNeeded: $0)
        }
        if let delta = choice.delta(isWhole: isWhole) {
            try read(ChatDelta(delta, tape, bytes), bytes, number ?? 0, isWhole, &events)
        } else if let text = text(choice.text, bytes) {
            append(text: text, &events)
        }
        // Of reasoning, and of text that is over, nobody wants to know them.
        if let node = choice.logprobs, case .text(let block) = current {
            events.append(.logprobs(block, RawJSON(node, tape, bytes)))
        }
        // Older Kimi deployments put the counts here.
        if let node = choice.usage, let usage = counts(node, bytes) {
            events.append(.usage(usage))
        }
        if let word = text(choice.finishReason, bytes) { try finished(by: word) }
    }

    private mutating func finished(by word: String) throws(AnswerFailure) {
        switch ChatFinish.meaning(word) {
        case .failure: throw .reported(ChatFailure.ended(by: word))
        case .stop(let reason):
            hasMeaning = true
            // Of two choices that are one answer, the one with the calls says how it ended.
            if stop == nil || reason == .toolCalls { stop = reason }
        }
    }

    // MARK: Words

    mutating func append(text: String, _ events: inout [AnswerEvent]) {
        hasMeaning = true
        if case .text(let block) = current { return events.append(.text(block, text)) }
        let block = open(.text, &events)
        current = .text(block)
        events.append(.text(block, text))
    }

    mutating func append(refusal: String, _ events: inout [AnswerEvent]) {
        hasMeaning = true
        if case .refusal(let block) = current { return events.append(.text(block, refusal)) }
        let block = open(.refusal, &events)
        current = .refusal(block)
        events.append(.text(block, refusal))
    }

    mutating func append(reasoning: String, _ events: inout [AnswerEvent]) {
        hasMeaning = true
        let block = openReasoning(&events)
        events.append(.text(block, reasoning))
    }

    mutating func openReasoning(_ events: inout [AnswerEvent]) -> Int {
        if case .reasoning(let block) = current { return block }
        let block = open(.reasoning, &events)
        current = .reasoning(block)
        return block
    }

    private mutating func open(_ start: BlockStart, _ events: inout [AnswerEvent]) -> Int {
        close(&events)
        let block = next
        next += 1
        events.append(.open(block, start))
        return block
    }

    mutating func close(_ events: inout [AnswerEvent]) {
        switch current {
        case .none: return
        case .text(let block):
            for citation in sources.release() { events.append(.citation(block, citation)) }
            events.append(.close(block))
        case .refusal(let block): events.append(.close(block))
        case .reasoning(let block):
            if let array = details.array {
                events.append(.proof(block, Proof(ProofEnvelope.family(target), array)))
                details = ChatDetailCollector()
            }
            events.append(.close(block))
        }
        current = .none
    }
}
