/// Takes out of single turns what no dialect, or this one, can hold.
struct TurnCleaning {
    let rules: TurnRules
    let target: Target

    /// The turns that are left (pitfalls 81, 82, 94).
    func cleaned(_ turns: [Turn]) -> [Turn] {
        var kept: [Turn] = []
        kept.reserveCapacity(turns.count)
        for (index, turn) in turns.enumerated() {
            var cleaned = turn
            cleaned.blocks = blocks(turn.blocks)
            switch turn.role {
            case .assistant: if saysSomething(cleaned) { kept.append(cleaned) }
            case .system: if !cleaned.blocks.isEmpty { kept.append(cleaned) }
            case .user:
                if !cleaned.blocks.isEmpty {
                    kept.append(cleaned)
                } else if rules.dropsBlankText, isNeeded(kept.last, turns[(index + 1)...].first) {
                    kept.append(.user(Turns.emptyWords))
                }
            }
        }
        return kept
    }

    private func blocks(_ blocks: [Block]) -> [Block] {
        guard rules.dropsBlankText else { return blocks }
        // Almost every turn stays as it is.
        for (index, block) in blocks.enumerated() where isBlank(block) || hasBlankContent(block) {
            return blocks[..<index] + blocks[index...].compactMap(cleaned)
        }
        return blocks
    }

    private func cleaned(_ block: Block) -> Block? {
        if isBlank(block) { return nil }
        guard case .toolResult(var result) = block else { return block }
        result.content.removeAll(where: isBlank)
        return .toolResult(result)
    }

    private func hasBlankContent(_ block: Block) -> Bool {
        guard case .toolResult(let result) = block else { return false }
        for block in result.content where isBlank(block) { return true }
        return false
    }

    /// A blank text may still carry the proof of the target's own maker (gemini).
    private func isBlank(_ block: Block) -> Bool {
        switch block {
        case .text(let text):
            ASCIIText.isBlank(text.text)
                && !(text.proof.map { ProofEnvelope.fits($0, target) } ?? false)
        case .refusal(let text): ASCIIText.isBlank(text)
        case .reasoning(let reasoning): reasoning.text.isEmpty && reasoning.proof == nil
        case .media, .toolCall, .toolResult, .opaque: false
        }
    }

    private func saysSomething(_ turn: Turn) -> Bool {
        for block in turn.blocks where saysSomething(block) { return true }
        return false
    }

    private func saysSomething(_ block: Block) -> Bool {
        switch block {
        case .text, .refusal: !isBlank(block)
        case .reasoning: !rules.dropsThoughtOnly && !isBlank(block)
        case .media, .toolCall, .toolResult, .opaque: true
        }
    }

    /// Without this turn of the user two of the assistant would meet, or the last would be the assistant's.
    private func isNeeded(_ previous: Turn?, _ next: Turn?) -> Bool {
        previous?.role == .assistant && next?.role != .user
    }
}
