internal import IPC
internal import JSON

/// Reads an answer of this dialect (facts: translation-matrix, section 10; pitfalls 1–20 and 41–49).
struct ChatAnswerDecoder: AnswerDecoder {
    /// A block of words that is open; calls are open beside it.
    private enum Current: Equatable {
        case none
        case text(Int)
        case reasoning(Int)
        case refusal(Int)
    }

    private let target: Target
    private var tape = JSONTape()
    private var start = AnswerStart(id: "", model: "")
    private var hasStarted = false
    private var hasMeaning = false
    private var current = Current.none
    private var next = 0
    private var calls: ChatCallTracker
    private var details = ChatDetailCollector()
    /// The host shows reasoning in a field of its own, so that the details repeat it.
    private var showsReasoning = false
    private var sources = ChatSources()
    private var stop: StopReason?
    private var lastText: Int?

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

    private func text(_ node: JSONTape.Node?, _ bytes: RawSpan) -> String? {
        guard let node, let text = tape.string(node, in: bytes), !text.isEmpty else { return nil }
        return text
    }

    // MARK: Chunks

    private mutating func read(
        _ chunk: ChatChunk, _ bytes: RawSpan, isWhole: Bool, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        if !hasStarted { note(chunk, bytes) }
        if let node = chunk.usage, let usage = ChatUsage.read(node, tape, bytes) {
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
        if let node = choice.logprobs, let block = lastText {
            events.append(.logprobs(block, RawJSON(node, tape, bytes)))
        }
        // Older Kimi deployments put the counts here.
        if let node = choice.usage, let usage = ChatUsage.read(node, tape, bytes) {
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

    // MARK: Deltas

    private mutating func read(
        _ delta: ChatDelta, _ bytes: RawSpan, _ choice: Int, _ isWhole: Bool,
        _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        readReasoning(delta, bytes, &events)
        if let content = delta.content { readContent(content, bytes, &events) }
        if let extra = delta.extraContent { readProof(extra, bytes, &events) }
        if let refusal = text(delta.refusal, bytes) { append(refusal: refusal, &events) }
        if let annotations = delta.annotations { sources.take(annotations, tape, bytes) }
        if let audio = delta.audio { readAudio(audio, bytes, &events) }
        if let images = delta.images { readImages(images, bytes, &events) }
        if let list = delta.toolCalls { readCalls(list, bytes, choice, isWhole, &events) }
        if let call = delta.functionCall { readLegacyCall(call, bytes, choice, &events) }
    }

    private mutating func readReasoning(
        _ delta: ChatDelta, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        // One of the fields only: some hosts send the same text in two (pitfall 47).
        let shown =
            text(delta.reasoningContent, bytes) ?? text(delta.reasoning, bytes)
            ?? text(delta.reasoningText, bytes)
        if let shown {
            showsReasoning = true
            append(reasoning: shown, &events)
        }
        if let node = delta.details {
            let text = details.take(node, tape, bytes)
            if !showsReasoning, !text.isEmpty { append(reasoning: text, &events) }
            if details.hasProof { _ = openReasoning(&events) }  // its proof follows at its end
        }
        if let opaque = text(delta.opaque, bytes) {
            let block = openReasoning(&events)
            events.append(.proof(block, Proof(ProofEnvelope.family(target), opaque)))
        }
    }

    private mutating func readContent(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard tape.kind(node) == .array else {
            if let text = text(node, bytes) { append(text: text, &events) }
            return
        }
        var cursor = tape.elements(of: node)
        while let part = tape.nextElement(&cursor) { readPart(part, bytes, &events) }
    }

    /// Mistral: texts and thinking beside one another.
    private mutating func readPart(
        _ part: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if let words = text(part, bytes) { return append(text: words, &events) }
        guard let type = tape.member("type", of: part, in: bytes) else { return }
        if tape.equals(type, "text", in: bytes) {
            if let words = text(tape.member("text", of: part, in: bytes), bytes) {
                append(text: words, &events)
            }
        } else if tape.equals(type, "thinking", in: bytes) {
            guard let inner = tape.member("thinking", of: part, in: bytes) else { return }
            if let words = text(inner, bytes) { return append(reasoning: words, &events) }
            var cursor = tape.elements(of: inner)
            while let piece = tape.nextElement(&cursor) {
                if let words = text(tape.member("text", of: piece, in: bytes), bytes) {
                    append(reasoning: words, &events)
                }
            }
        } else if tape.equals(type, "image_url", in: bytes) {
            readImage(part, bytes, &events)
        }
    }

    private mutating func readProof(
        _ extra: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let signature = signature(extra, bytes) else { return }
        let proof = Proof(ProofEnvelope.family(target), signature)
        if case .text(let block) = current {
            events.append(.proof(block, proof))
        } else if case .reasoning(let block) = current {
            events.append(.proof(block, proof))
        }
    }

    private func signature(_ extra: JSONTape.Node, _ bytes: RawSpan) -> String? {
        guard let google = tape.member("google", of: extra, in: bytes) else { return nil }
        return text(tape.member("thought_signature", of: google, in: bytes), bytes)
    }

    // MARK: Words

    private mutating func append(text: String, _ events: inout [AnswerEvent]) {
        hasMeaning = true
        if case .text(let block) = current { return events.append(.text(block, text)) }
        let block = open(.text, &events)
        current = .text(block)
        lastText = block
        events.append(.text(block, text))
    }

    private mutating func append(refusal: String, _ events: inout [AnswerEvent]) {
        hasMeaning = true
        if case .refusal(let block) = current { return events.append(.text(block, refusal)) }
        let block = open(.refusal, &events)
        current = .refusal(block)
        events.append(.text(block, refusal))
    }

    private mutating func append(reasoning: String, _ events: inout [AnswerEvent]) {
        hasMeaning = true
        let block = openReasoning(&events)
        events.append(.text(block, reasoning))
    }

    private mutating func openReasoning(_ events: inout [AnswerEvent]) -> Int {
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

    private mutating func close(_ events: inout [AnswerEvent]) {
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

    // MARK: Calls

    private mutating func readCalls(
        _ list: JSONTape.Node, _ bytes: RawSpan, _ choice: Int, _ isWhole: Bool,
        _ events: inout [AnswerEvent]
    ) {
        guard tape.kind(list) == .array, tape.count(list) > 0 else { return }
        hasMeaning = true
        close(&events)
        var position = 0
        var cursor = tape.elements(of: list)
        while let node = tape.nextElement(&cursor) {
            guard tape.kind(node) == .object else { continue }
            var delta = read(call: node, bytes)
            delta.choice = choice
            delta.isWhole = isWhole
            delta.position = position
            calls.take(delta, &next, into: &events)
            position += 1
        }
    }

    private func read(call node: JSONTape.Node, _ bytes: RawSpan) -> ChatCallTracker.Delta {
        var delta = ChatCallTracker.Delta()
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            let value = member.value
            if tape.equals(member.name, "index", in: bytes) {
                delta.index = tape.int(value, in: bytes).map { Int(truncatingIfNeeded: $0) }
            } else if tape.equals(member.name, "id", in: bytes) {
                delta.id = text(value, bytes)
            } else if tape.equals(member.name, "function", in: bytes) {
                read(function: value, bytes, &delta)
            } else if tape.equals(member.name, "custom", in: bytes) {
                guard tape.kind(value) == .object else { continue }
                delta.kind = .custom
                delta.name = text(tape.member("name", of: value, in: bytes), bytes)
                delta.arguments = text(tape.member("input", of: value, in: bytes), bytes) ?? ""
            } else if tape.equals(member.name, "extra_content", in: bytes) {
                if let signature = signature(value, bytes) {
                    delta.proof = Proof(ProofEnvelope.family(target), signature)
                }
            }
        }
        return delta
    }

    private func read(
        function node: JSONTape.Node, _ bytes: RawSpan, _ delta: inout ChatCallTracker.Delta
    ) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "arguments", in: bytes) {
                delta.arguments = arguments(member.value, bytes)
            } else if tape.equals(member.name, "name", in: bytes) {
                delta.name = text(member.value, bytes)
            }
        }
    }

    /// An object in place of its text is taken as it stands (pitfall 19).
    private func arguments(_ node: JSONTape.Node, _ bytes: RawSpan) -> String {
        switch tape.kind(node) {
        case .string: tape.string(node, in: bytes) ?? ""
        case .object, .array: RawJSON(node, tape, bytes).text
        case .null, .true, .false, .number: ""
        }
    }

    private mutating func readLegacyCall(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ choice: Int, _ events: inout [AnswerEvent]
    ) {
        var delta = ChatCallTracker.Delta()
        read(function: node, bytes, &delta)
        guard delta.name != nil || !delta.arguments.isEmpty else { return }
        // There is one such call at most; -1 is nobody else's index.
        delta.index = -1
        delta.choice = choice
        hasMeaning = true
        close(&events)
        calls.take(delta, &next, into: &events)
    }

    // MARK: Media

    /// Sound goes to clients of this dialect only, piece by piece as it came.
    private mutating func readAudio(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        let isEmpty =
            text(tape.member("data", of: node, in: bytes), bytes) == nil
            && text(tape.member("transcript", of: node, in: bytes), bytes) == nil
            && text(tape.member("id", of: node, in: bytes), bytes) == nil
        guard tape.kind(node) == .object, !isEmpty else { return }
        hasMeaning = true
        let block = OpaqueBlock(.openaiChat, type: "audio", json: RawJSON(node, tape, bytes))
        emit(.opaque(block), &events)
    }

    private mutating func readImages(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        var cursor = tape.elements(of: node)
        while let image = tape.nextElement(&cursor) { readImage(image, bytes, &events) }
    }

    private mutating func readImage(
        _ image: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let value = tape.member("image_url", of: image, in: bytes) else { return }
        guard let url = text(value, bytes) ?? text(tape.member("url", of: value, in: bytes), bytes)
        else { return }
        hasMeaning = true
        if let data = DataURI.parse(url) {
            emit(.media(Media(.image, .base64(data.base64), mediaType: data.mediaType)), &events)
        } else {
            emit(.media(Media(.image, .url(url))), &events)
        }
    }

    private mutating func emit(_ start: BlockStart, _ events: inout [AnswerEvent]) {
        events.append(.open(next, start))
        events.append(.close(next))
        next += 1
    }
}
