internal import IPC
internal import JSON

/// Writes a streamed answer: events without names, or elements of one array (facts: gemini, section 7).
struct GeminiAnswerEncoder: AnswerEncoder {
    /// What is known of a block that has been opened.
    private enum Block {
        /// `scalar` is where it begins in the text of the answer.
        case text(scalar: Int, signature: String?)
        case thoughts(GeminiThoughts)
        case call(ToolCall, isClosed: Bool)
        /// Written, or nothing to write.
        case done
    }

    private let context: AnswerContext
    private let isArray: Bool
    private let showsThoughts: Bool
    /// The provider speaks this dialect, so that its proofs need no envelope.
    private let isOwn: Bool
    private var identity: GeminiIdentity
    /// What stands behind the parts of a chunk.
    private var tail: [UInt8] = []
    private var blocks: [Block] = []
    /// Blocks of calls, in the order in which they opened, which is that in which they are written.
    private var calls: [Int] = []
    /// How many of them are written.
    private var written = 0
    /// The next one is broken; whether it was cut is known at the end only.
    private var isStuck = false
    /// The signature of thoughts, until a part can carry it.
    private var pending: String?
    private var sources = GeminiSources()
    private var text = GeminiTextMap()
    private var usage = TokenUsage()
    private var stop: StopReason?
    private var hasBegun = false

    init(_ context: AnswerContext) {
        self.context = context
        isArray = context.streamForm == .array
        showsThoughts = context.plan.showsReasoning == true
        isOwn = context.target.provider == .gemini
        identity = GeminiIdentity(AnswerStart(id: "", model: ""), context)
        tail = Self.tail(identity)
    }

    private static func tail(_ identity: GeminiIdentity) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { identity.write(into: &$0) }
        // The brace that opened it stands at the front of the chunk.
        return Array("],\"role\":\"model\"},\"index\":0}],".utf8) + writer.take().dropFirst()
    }

    // MARK: AnswerEncoder

    mutating func encode(_ event: AnswerEvent, into output: inout [UInt8]) {
        switch event {
        case .start(let start):
            identity = GeminiIdentity(start, context)
            tail = Self.tail(identity)
        case .open(let index, let start): open(index, start, &output)
        case .text(let index, let text): write(text, of: index, &output)
        case .arguments(let index, let text):
            guard case .call(var call, let isClosed)? = block(index) else { return }
            // Moved out and back, so that the text is not copied for each piece.
            blocks[index] = .done
            call.arguments += text
            blocks[index] = .call(call, isClosed: isClosed)
        case .proof(let index, let proof): note(proof, of: index, &output)
        case .citation(let index, let citation): cite(index, citation)
        case .close(let index): close(index, &output)
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        case .logprobs: break
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        for index in blocks.indices { close(index, &output) }
        for index in calls[written...] {
            guard case .call(let call, _) = blocks[index] else { continue }
            if GeminiPartWriter.isBroken(call), GeminiPartWriter.mayCut(stop) { continue }
            emit(call, &output)
        }
        flushPending(&output)
        begin(&output)
        Self.append(finalChunk, &output)
        end(&output)
        if isArray { Self.append("\n]", &output) }
    }

    mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        // Without `data:`: only so do all clients take it for an error (facts: gemini, section 7).
        if isArray { begin(&output) }
        Self.append(GeminiErrors.body(error), &output)
        Self.append(isArray ? "\n]" : "\n\n", &output)
    }

    // MARK: Blocks

    private func block(_ index: Int) -> Block? {
        blocks.indices.contains(index) ? blocks[index] : nil
    }

    private mutating func open(
        _ index: Int, _ start: BlockStart, _ output: inout [UInt8]
    ) {
        guard index == blocks.count else { return }
        switch start {
        case .text, .refusal: blocks.append(.text(scalar: text.scalars, signature: nil))
        case .reasoning: blocks.append(.thoughts(GeminiThoughts(isRedacted: false)))
        case .redactedReasoning: blocks.append(.thoughts(GeminiThoughts(isRedacted: true)))
        case .toolCall(let call):
            calls.append(index)
            blocks.append(.call(ToolCall(call), isClosed: false))
        case .media(let media):
            blocks.append(.done)
            var writer = JSONWriter()
            guard GeminiPartWriter.media(media, signature: nil, into: &writer) else { return }
            emit(writer.take(), &output)
        case .opaque(let opaque):
            blocks.append(.done)
            var writer = JSONWriter()
            guard GeminiPartWriter.opaque(opaque, into: &writer) else { return }
            emit(writer.take(), &output)
        }
    }

    private mutating func write(
        _ text: String, of index: Int, _ output: inout [UInt8]
    ) {
        switch block(index) {
        case .text:
            self.text.append(text)
            emit(text, isThought: false, &output)
        case .thoughts(var thoughts):
            blocks[index] = .done
            if !isOwn { thoughts.hash.update(text.utf8) }
            blocks[index] = .thoughts(thoughts)
            if showsThoughts { emit(text, isThought: true, &output) }
        case .call, .done, nil: break
        }
    }

    private mutating func note(
        _ proof: Proof, of index: Int, _ output: inout [UInt8]
    ) {
        guard !proof.value.isEmpty else { return }
        switch block(index) {
        case .thoughts(var thoughts):
            thoughts.proof = proof
            blocks[index] = .thoughts(thoughts)
        case .call(var call, let isClosed):
            call.proof = proof
            blocks[index] = .call(call, isClosed: isClosed)
        case .text(let scalar, _):
            // Marks of other dialects on texts are no signatures.
            guard let signature = signature(proof) else { return }
            blocks[index] = .text(scalar: scalar, signature: signature)
        case .done: if let signature = signature(proof) { emit(signature: signature, &output) }
        case nil: break
        }
    }

    private func signature(_ proof: Proof) -> String? {
        guard proof.family == .google else { return nil }
        return isOwn ? proof.value : ProofEnvelope.wrapBase64(proof)
    }

    private mutating func cite(_ index: Int, _ citation: Citation) {
        guard case .text(let start, _)? = block(index) else { return }
        let bytes = citation.range.map { range in
            let places = range.clamped(to: 0..<text.scalars - start)
            return text.byte(
                atScalar: start + places.lowerBound)..<text.byte(
                    atScalar: start + places.upperBound)
        }
        sources.add(citation, bytes: bytes)
    }

    private mutating func close(_ index: Int, _ output: inout [UInt8]) {
        guard let block = block(index) else { return }
        switch block {
        case .done: return
        case .text(_, let signature):
            if let signature { emit(signature: signature, &output) }
        case .thoughts(let thoughts):
            if isOwn, let proof = thoughts.proof {
                emit(signature: proof.value, &output)
            } else if let value = thoughts.carried {
                flushPending(&output)
                pending = value
            }
        case .call(let call, _):
            blocks[index] = .call(call, isClosed: true)
            return emitCalls(&output)
        }
        blocks[index] = .done
    }

    /// Writes calls that are whole, up to the first that is not.
    private mutating func emitCalls(_ output: inout [UInt8]) {
        while !isStuck, written < calls.count,
            case .call(let call, isClosed: true) = blocks[calls[written]]
        {
            guard !GeminiPartWriter.isBroken(call) else {
                isStuck = true
                return
            }
            blocks[calls[written]] = .done
            written += 1
            emit(call, &output)
        }
    }

    private mutating func flushPending(_ output: inout [UInt8]) {
        guard let signature = pending else { return }
        pending = nil
        emit(signature: signature, &output)
    }

    // MARK: Chunks

    private mutating func emit(_ call: ToolCall, _ output: inout [UInt8]) {
        var signature = call.proof.map { isOwn ? $0.value : ProofEnvelope.wrapBase64($0) }
        if signature == nil {
            signature = pending
            pending = nil
        }
        var writer = JSONWriter()
        GeminiPartWriter.call(call, signature: signature, into: &writer)
        emit(writer.take(), &output)
    }

    private mutating func emit(signature: String, _ output: inout [UInt8]) {
        var writer = JSONWriter()
        GeminiPartWriter.text("", signature: signature, into: &writer)
        emit(writer.take(), &output)
    }

    private mutating func emit(_ part: [UInt8], _ output: inout [UInt8]) {
        begin(&output)
        Self.append("{\"candidates\":[{\"content\":{\"parts\":[", &output)
        Self.append(part, &output)
        Self.append(tail, &output)
        end(&output)
    }

    /// The one that is written most often: no buffer in between.
    private mutating func emit(
        _ text: String, isThought: Bool, _ output: inout [UInt8]
    ) {
        begin(&output)
        Self.append("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":", &output)
        var buffer: [UInt8] = []
        swap(&buffer, &output)
        var writer = JSONWriter(appendingTo: consume buffer)
        writer.string(text)
        output = writer.take()
        Self.append(isThought ? ",\"thought\":true}" : "}", &output)
        Self.append(tail, &output)
        end(&output)
    }

    private var finalChunk: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("candidates")
            writer.array { writer in
                writer.object { writer in
                    writer.name("content")
                    writer.raw(#"{"parts":[{"text":""}],"role":"model"}"#)
                    writer.name("finishReason")
                    writer.string(GeminiStop.name(stop))
                    writer.member("index", 0)
                    sources.write(into: &writer)
                }
            }
            GeminiUsage.write(usage, into: &writer)
            identity.write(into: &writer)
        }
        return writer.take()
    }

    private mutating func begin(_ output: inout [UInt8]) {
        if isArray {
            Self.append(hasBegun ? ",\r\n" : "[", &output)
        } else {
            Self.append("data: ", &output)
        }
        hasBegun = true
    }

    private func end(_ output: inout [UInt8]) {
        if !isArray { Self.append("\r\n\r\n", &output) }
    }

    private static func append(_ text: StaticString, _ output: inout [UInt8]) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }

    private static func append(_ bytes: [UInt8], _ output: inout [UInt8]) {
        output.append(contentsOf: bytes)
    }
}
