internal import IPC
internal import JSON

/// Writes a whole answer (facts: gemini, section 6).
struct GeminiWholeAnswer {
    private let answer: Answer
    private let isOwn: Bool
    private let showsThoughts: Bool
    private var parts = JSONWriter()
    private var count = 0
    /// The signature of thoughts, until a part can carry it.
    private var pending: String?
    private var sources = GeminiSources()

    /// The answer as the client wants it.
    static func write(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        var writer = GeminiWholeAnswer(answer, context)
        return writer.encoded(GeminiIdentity(answer.start, context))
    }

    private init(_ answer: Answer, _ context: AnswerContext) {
        self.answer = answer
        isOwn = context.target.provider == .gemini
        showsThoughts = context.plan.showsReasoning == true
    }

    private mutating func encoded(_ identity: GeminiIdentity) -> [UInt8] {
        parts.beginArray()
        for block in answer.blocks { add(block) }
        flushPending()
        if count == 0 { addText("") }
        parts.endArray()
        let content = parts.take()
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("candidates")
            writer.array { writer in
                writer.object { writer in
                    writer.name("content")
                    writer.object { writer in
                        writer.member("parts", raw: content)
                        writer.member("role", "model")
                    }
                    writer.name("finishReason")
                    writer.string(GeminiStop.name(answer.stop))
                    writer.member("index", 0)
                    sources.write(into: &writer)
                }
            }
            GeminiUsage.write(answer.usage, into: &writer)
            identity.write(into: &writer)
        }
        return writer.take()
    }

    private mutating func add(_ block: Block) {
        switch block {
        case .text(let text): add(text)
        case .refusal(let words): if !words.isEmpty { addText(words) }
        case .reasoning(let reasoning): add(reasoning)
        case .toolCall(let call): add(call)
        case .media(let media):
            let signature = media.proof.flatMap(signature)
            if GeminiPartWriter.media(media, signature: signature, into: &parts) { count += 1 }
        case .opaque(let opaque):
            if GeminiPartWriter.opaque(opaque, into: &parts) { count += 1 }
        case .toolResult: break
        }
    }

    private mutating func add(_ text: TextBlock) {
        let signature = text.proof.flatMap(signature)
        guard !text.text.isEmpty || signature != nil else { return }
        if !text.citations.isEmpty {
            var map = GeminiTextMap()
            map.append(text.text)
            for citation in text.citations {
                let bytes = citation.range.map { range in
                    map.byte(atScalar: range.lowerBound)..<map.byte(atScalar: range.upperBound)
                }
                sources.add(citation, bytes: bytes, part: count)
            }
        }
        addText(text.text, signature: signature)
    }

    private mutating func add(_ reasoning: Reasoning) {
        if showsThoughts, !reasoning.text.isEmpty { addText(reasoning.text, isThought: true) }
        guard let proof = reasoning.proof, !proof.value.isEmpty else { return }
        guard !isOwn else { return addText("", signature: proof.value) }
        var thoughts = GeminiThoughts(isRedacted: reasoning.isRedacted)
        thoughts.proof = proof
        thoughts.hash.update(reasoning.text.utf8)
        flushPending()
        pending = thoughts.carried
    }

    private mutating func add(_ call: ToolCall) {
        if GeminiPartWriter.isBroken(call), GeminiPartWriter.mayCut(answer.stop) { return }
        var signature = call.proof.map { isOwn ? $0.value : ProofEnvelope.wrapBase64($0) }
        if signature == nil {
            signature = pending
            pending = nil
        }
        GeminiPartWriter.call(call, signature: signature, into: &parts)
        count += 1
    }

    private mutating func flushPending() {
        guard let signature = pending else { return }
        pending = nil
        addText("", signature: signature)
    }

    private mutating func addText(
        _ text: String, isThought: Bool = false, signature: String? = nil
    ) {
        GeminiPartWriter.text(text, isThought: isThought, signature: signature, into: &parts)
        count += 1
    }

    /// Marks of other dialects on texts are no signatures.
    private func signature(_ proof: Proof) -> String? {
        guard proof.family == .google, !proof.value.isEmpty else { return nil }
        return isOwn ? proof.value : ProofEnvelope.wrapBase64(proof)
    }
}
