internal import IPC

/// What of a conversation can be said to this provider: its own proofs where it put them, no thoughts of others, the
/// provider's names of tools (facts: translation-matrix, section 5).
struct GeminiHistory {
    let target: Target
    let tools: GeminiToolPlan

    /// The turns without what cannot be said; a turn may become empty.
    func sayable(_ turns: [Turn]) -> [Turn] {
        turns.map { turn in
            var turn = turn
            turn.blocks = turn.role == .assistant ? model(turn.blocks) : user(turn.blocks)
            return turn
        }
    }

    private func user(_ blocks: [Block]) -> [Block] {
        blocks.compactMap { block in
            switch block {
            case .toolResult(var result):
                // The name of its call is the right one, and is known when calls and results are paired.
                result.name = nil
                return .toolResult(result)
            case .opaque(let opaque): return opaque.dialect == .gemini ? block : nil
            case .text(var text):
                // A signature belongs to parts of the model only (pitfall 140).
                text.proof = nil
                return .text(text)
            case .refusal, .media, .reasoning, .toolCall: return block
            }
        }
    }

    private func model(_ blocks: [Block]) -> [Block] {
        var kept: [Block] = []
        kept.reserveCapacity(blocks.count)
        // A proof that came back on thoughts belongs to the part behind them.
        var pending: Proof?
        for block in blocks {
            switch block {
            case .reasoning(let reasoning): add(reasoning, &pending, &kept)
            case .text(var text):
                text.proof = proof(text.proof, &pending)
                kept.append(.text(text))
            case .media(var media):
                media.proof = proof(media.proof, &pending)
                kept.append(.media(media))
            case .toolCall(var call):
                call.proof = proof(call.proof, &pending)
                call.name = tools.name(call.name, namespace: call.namespace)
                call.namespace = nil
                kept.append(.toolCall(call))
            case .opaque(let opaque): if opaque.dialect == .gemini { kept.append(block) }
            case .refusal, .toolResult: kept.append(block)
            }
        }
        flush(&pending, &kept)
        return kept
    }

    /// The part's own proof, else the one that waits for a part.
    private func proof(_ own: Proof?, _ pending: inout Proof?) -> Proof? {
        if let own, ProofEnvelope.fits(own, target) { return own }
        defer { pending = nil }
        return pending
    }

    private func add(
        _ reasoning: Reasoning, _ pending: inout Proof?, _ kept: inout [Block]
    ) {
        let isOwn = target.client == .gemini
        guard let proof = reasoning.proof else {
            // Thoughts without a proof are the client's own to keep; from elsewhere they say nothing here.
            if isOwn { kept.append(.reasoning(reasoning)) }
            return
        }
        guard ProofEnvelope.fits(proof, target) else { return }
        if isOwn { return kept.append(.reasoning(reasoning)) }
        flush(&pending, &kept)
        pending = proof
    }

    /// Signed parts are never joined (facts: gemini, section 3): a proof without a part gets an empty one.
    private func flush(_ pending: inout Proof?, _ kept: inout [Block]) {
        guard let proof = pending else { return }
        var text = TextBlock("")
        text.proof = proof
        kept.append(.text(text))
        pending = nil
    }
}
