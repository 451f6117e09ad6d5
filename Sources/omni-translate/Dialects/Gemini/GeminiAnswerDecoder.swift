internal import IPC
internal import JSON

/// Reads answers of a provider: events of a stream, elements of an array, or one whole answer (facts: gemini,
/// sections 6 and 7).
struct GeminiAnswerDecoder: AnswerDecoder {
    let target: Target
    private(set) var isComplete = false
    var heldBytes: Int { partial?.arguments.heldBytes ?? 0 }

    // What the parts change is in the extension that reads them.

    /// The block that may grow.
    var open: OpenBlock?
    var nextBlock = 0
    /// Over the whole answer (pitfall 35).
    var calls = 0
    var callIDs: Set<String> = []
    var partial: PartialCall?
    /// Something to read or to call has come.
    var hasContent = false
    /// The text of the answer, as citations count it.
    var text = GeminiTextMap()
    /// Where text blocks begin in it.
    var textBlocks: [TextStart] = []
    /// Where the parts of a plain answer begin in it.
    var partStarts: [Int] = []

    private var grounding = GeminiGrounding()
    var tally = GeminiTally()
    /// As the answer names it.
    private var model = ""
    private var hasStarted = false
    private var isWhole = false
    private var usage = TokenUsage()
    private var stop: GeminiStop?
    private var isBlocked = false
    /// Reused for every frame.
    private var tape = JSONTape(limits: JSONLimits(depth: 256))

    /// A text or reasoning block that has not been closed.
    struct OpenBlock {
        var index: Int
        var isThought: Bool
        var hasText = false
        /// It has a signature: nothing is added to it.
        var isSealed = false
    }

    /// A call whose arguments come in pieces.
    struct PartialCall {
        var index: Int
        var arguments = GeminiPartialArguments()
    }

    /// The first byte and scalar of a text block.
    struct TextStart {
        var block: Int
        var byte: Int
        var scalar: Int
    }

    init(_ target: Target) { self.target = target }

    // MARK: AnswerDecoder

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard try parse(data) else { return }
        let held = tape
        try take(held.root, held, data, &events)
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard !isComplete else { return }
        closePartial(&events)
        close(&events)
        guard stop != nil || isBlocked else {
            throw nextBlock == 0 ? .empty : .cutShort
        }
        events.append(.stop(try finalStop()))
        isComplete = true
    }

    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        isWhole = true
        guard try parse(data) else { throw .empty }
        let held = tape
        if held.kind(held.root) == .array {
            var cursor = held.elements(of: held.root)
            while let element = held.nextElement(&cursor) {
                try take(element, held, data, &events)
            }
        } else {
            try take(held.root, held, data, &events)
        }
        try finish(into: &events)
    }

    private func finalStop() throws(AnswerFailure) -> StopReason {
        if isBlocked { return .filtered }
        switch stop {
        case .length: return .length
        case .filtered: return .filtered
        case .malformed:
            // An answer of nothing would look like one without words (pitfall 40).
            guard hasContent else { throw .malformed("the model made a call that is none") }
            return .malformed
        case .normal, .other, nil:
            guard hasContent else { throw .empty }
            return calls > 0 ? .toolCalls : .end
        }
    }

    // MARK: Chunks

    /// False for the terminator of another dialect.
    private mutating func parse(_ data: RawSpan) throws(AnswerFailure) -> Bool {
        do throws(JSONError) {
            try tape.parse(data)
            return true
        } catch {
            if Self.isDone(data) { return false }
            throw .malformed("a chunk is not JSON: \(error)")
        }
    }

    /// `[DONE]`, which some hosts put at the end of every stream.
    static func isDone(_ data: RawSpan) -> Bool {
        let word: StaticString = "[DONE]"
        return word.withUTF8Buffer { done in data.withUnsafeBytes { $0.elementsEqual(done) } }
    }

    /// The parts of a chunk that matter.
    private struct Chunk {
        var candidates: JSONTape.Node?
        var usage: JSONTape.Node?
        var model: JSONTape.Node?
        var id: JSONTape.Node?
        var feedback: JSONTape.Node?
        var error: JSONTape.Node?
        var response: JSONTape.Node?
    }

    private mutating func take(
        _ root: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        var node = root
        // Some errors come as an array of one.
        if tape.kind(node) == .array, let only = tape.element(0, of: node) { node = only }
        guard tape.kind(node) == .object else { throw .malformed("a chunk is no object") }
        var chunk = Self.chunk(node, tape, data)
        // Cloud Code puts every chunk into an object of its own (pitfall 179).
        if let inner = chunk.response, chunk.candidates == nil, tape.kind(inner) == .object {
            let id = tape.member("traceId", of: node, in: data)
            chunk = Self.chunk(inner, tape, data)
            chunk.id = chunk.id ?? id
        }
        if let error = chunk.error, !tape.isNull(error) {
            throw .reported(data.extracting(tape.range(node)).copied)
        }
        start(chunk, tape, data, &events)
        if let candidates = chunk.candidates { takeFirst(of: candidates, tape, data, &events) }
        if let node = chunk.usage { tally.note(usage: node, tape, data) }
        let told = tally.usage(of: model)
        if told.isReported, told != usage {
            usage = told
            events.append(.usage(told))
        }
        if let feedback = chunk.feedback,
            let reason = tape.member("blockReason", of: feedback, in: data), !tape.isNull(reason)
        {
            isBlocked = true
        }
    }

    private static func chunk(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Chunk {
        var chunk = Chunk()
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "candidates", in: data) {
                chunk.candidates = member.value
            } else if tape.equals(member.name, "usageMetadata", in: data) {
                chunk.usage = member.value
            } else if tape.equals(member.name, "modelVersion", in: data) {
                chunk.model = member.value
            } else if tape.equals(member.name, "responseId", in: data) {
                chunk.id = member.value
            } else if tape.equals(member.name, "promptFeedback", in: data) {
                chunk.feedback = member.value
            } else if tape.equals(member.name, "error", in: data) {
                chunk.error = member.value
            } else if tape.equals(member.name, "response", in: data) {
                chunk.response = member.value
            }
        }
        return chunk
    }

    private mutating func start(
        _ chunk: Chunk, _ tape: JSONTape, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if model.isEmpty, let node = chunk.model { model = tape.string(node, in: data) ?? "" }
        guard !hasStarted else { return }
        hasStarted = true
        events.append(
            .start(
                AnswerStart(
                    id: chunk.id.flatMap { tape.string($0, in: data) } ?? "", model: model)))
    }

    /// Only the first candidate counts: nobody asked for more.
    private mutating func takeFirst(
        of candidates: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        var cursor = tape.elements(of: candidates)
        while let candidate = tape.nextElement(&cursor) {
            let number = tape.member("index", of: candidate, in: data)
            if let number, let index = tape.int(number, in: data), index != 0 { continue }
            return take(candidate: candidate, tape, data, &events)
        }
    }

    private mutating func take(
        candidate: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        var sources: JSONTape.Node?
        var recited: JSONTape.Node?
        var cursor = tape.members(of: candidate)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "content", in: data) {
                takeContent(member.value, tape, data, &events)
            } else if tape.equals(member.name, "finishReason", in: data) {
                stop = GeminiStop(member.value, tape, data) ?? stop
            } else if tape.equals(member.name, "groundingMetadata", in: data) {
                sources = member.value
                tally.note(grounding: member.value, tape, data)
            } else if tape.equals(member.name, "urlContextMetadata", in: data) {
                tally.note(pages: member.value, tape, data)
            } else if tape.equals(member.name, "citationMetadata", in: data) {
                recited = member.value
            }
        }
        guard sources != nil || recited != nil else { return }
        var found: [(Citation, GeminiGrounding.Statement?)] = []
        if let sources { grounding.read(sources, tape, data) { found.append(($0, $1)) } }
        if let recited { grounding.readRecited(recited, tape, data) { found.append(($0, $1)) } }
        for (citation, statement) in found { cite(citation, statement, &events) }
    }

    private mutating func takeContent(
        _ content: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard let parts = tape.member("parts", of: content, in: data) else { return }
        var cursor = tape.elements(of: parts)
        while let part = tape.nextElement(&cursor) {
            if isWhole { partStarts.append(text.bytes) }
            take(part: part, tape, data, &events)
        }
    }

    /// A citation belongs to the text block that its statement is in; one that is closed gets no more.
    private func cite(
        _ citation: Citation, _ statement: GeminiGrounding.Statement?,
        _ events: inout [AnswerEvent]
    ) {
        guard let open, !open.isThought, let block = textBlocks.last else { return }
        var citation = citation
        if let statement, statement.end > statement.start {
            let offset =
                partStarts.indices.contains(statement.part) && statement.part > 0
                ? partStarts[statement.part] : 0
            let start = statement.start + offset
            let end = min(statement.end + offset, text.bytes)
            if start >= block.byte, end > start {
                citation.range =
                    text.scalar(atByte: start) - block.scalar..<text.scalar(atByte: end)
                    - block.scalar
            }
        }
        events.append(.citation(block.block, citation))
    }
}
