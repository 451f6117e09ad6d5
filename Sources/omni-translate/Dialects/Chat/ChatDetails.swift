internal import IPC
internal import JSON

/// `reasoning_details`: what carries proofs of reasoning through clients of this dialect (facts: openai-chat, section 9;
/// translation-matrix, section 5).
///
/// A host's own details travel whole, as the value of one proof: `[{"type":…},…]`. A proof of another family travels in
/// an envelope, each in a detail of its own.
enum ChatDetails {
    /// Whether a proof's value is the host's own array of details.
    static func isArray(_ proof: Proof) -> Bool { proof.value.utf8.starts(with: "[{".utf8) }

    /// Reasoning blocks of an assistant message that a client sent back.
    static func reasoning(of message: ChatMessage, _ reading: ChatReading) -> [Block] {
        let text =
            reading.text(message.reasoningContent) ?? reading.text(message.reasoning)
            ?? reading.text(message.reasoningText) ?? ""
        var blocks = message.details.map { details($0, text, reading) } ?? []
        if blocks.isEmpty, !text.isEmpty || message.opaque != nil {
            let proof = reading.text(message.opaque).map(proof(_:))
            blocks = [Reasoning(text, proof: proof)]
        }
        return blocks.map(Block.reasoning)
    }

    /// A proof in an envelope, or a bare one of unknown maker.
    static func proof(_ text: String) -> Proof {
        ProofEnvelope.unwrap(text) ?? Proof(.unknown, text)
    }

    private static func details(
        _ node: JSONTape.Node, _ shown: String, _ reading: ChatReading
    ) -> [Reasoning] {
        var blocks: [Reasoning] = []
        var bare: [JSONTape.Node] = []
        var bareText = ""
        var hasProof = false
        reading.forEach(node) { (_, detail) in
            guard reading.kind(detail) == .object else { return }
            let text = reading.text("text", detail) ?? reading.text("summary", detail) ?? ""
            let proof = reading.text("signature", detail) ?? reading.text("data", detail)
            if let proof, let content = ProofEnvelope.open(proof) {
                blocks.append(
                    Reasoning(text, proof: content.proof, isRedacted: content.isRedacted))
                return
            }
            bare.append(detail)
            bareText += text
            if proof != nil { hasProof = true }
        }
        if !bare.isEmpty {
            let proof = hasProof ? Proof(.unknown, array(bare, reading)) : nil
            blocks.append(Reasoning(bareText, proof: proof))
        }
        // The text of reasoning whose proof alone was told stands in the other field.
        if !shown.isEmpty, blocks.allSatisfy(\.text.isEmpty) {
            if let index = blocks.firstIndex(where: { !$0.isRedacted }) {
                blocks[index].text = shown
            } else {
                blocks.insert(Reasoning(shown), at: 0)
            }
        }
        return blocks.filter { !$0.text.isEmpty || $0.proof != nil }
    }

    private static func array(_ nodes: [JSONTape.Node], _ reading: ChatReading) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for node in nodes {
                writer.raw(reading.tape.range(node), of: reading.bytes.span.bytes)
            }
        }
        return String(decoding: writer.take(), as: UTF8.self)
    }

    /// One detail with a proof of another family.
    static func write(
        _ proof: Proof, text: String, isRedacted: Bool, index: Int,
        into writer: inout JSONWriter
    ) {
        let envelope = ProofEnvelope.wrap(proof, isRedacted: isRedacted)
        writer.object { writer in
            writer.member("type", text.isEmpty ? "reasoning.encrypted" : "reasoning.text")
            if text.isEmpty {
                writer.member("data", envelope)
            } else {
                writer.member("text", text)
                writer.member("signature", envelope)
            }
            writer.member("format", "unknown")
            writer.member("index", index)
        }
    }
}

/// `extra_content`: where Google's proofs of calls and texts travel in this dialect.
enum ChatExtraContent {
    /// The proof in an `extra_content`.
    static func signature(_ node: JSONTape.Node?, _ reading: ChatReading) -> Proof? {
        guard let node, let google = reading.member("google", node),
            let text = reading.text("thought_signature", google), !text.isEmpty
        else { return nil }
        return ChatDetails.proof(text)
    }

    /// Writes the member around a signature.
    static func write(_ signature: String, into writer: inout JSONWriter) {
        writer.name("extra_content")
        writer.object { writer in
            writer.name("google")
            writer.object { $0.member("thought_signature", signature) }
        }
    }
}

/// Mistral's content that is an array: texts and thinking.
enum ChatContentArray {
    /// The text of a `thinking` part: `{"type":"thinking","thinking":[{"type":"text","text":…}]}`.
    static func thinking(_ node: JSONTape.Node, _ reading: ChatReading) -> String {
        guard let inner = reading.member("thinking", node) else { return "" }
        if let text = reading.text(inner) { return text }
        var text = ""
        reading.forEach(inner) { (_, part) in text += reading.text("text", part) ?? "" }
        return text
    }
}
