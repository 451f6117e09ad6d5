internal import IPC
internal import JSON

/// What one delta says: reasoning, content, proofs.
extension ChatAnswerDecoder {
    mutating func read(
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

    func signature(_ extra: JSONTape.Node, _ bytes: RawSpan) -> String? {
        guard let google = tape.member("google", of: extra, in: bytes) else { return nil }
        return text(tape.member("thought_signature", of: google, in: bytes), bytes)
    }
}
