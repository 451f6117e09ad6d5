internal import IPC

/// How a conversation may begin and end.
struct TurnEdges {
    let rules: TurnRules

    /// The turns with a legal first and last one (pitfalls 78, 79, 83–85).
    func trimmed(_ turns: [Turn], _ report: inout LossReport) throws(GatewayError) -> [Turn] {
        var turns = turns
        while let last = turns.last, last.role == .assistant, !isContinued(last, report.target) {
            if rules.allowsPrefill {
                turns[turns.count - 1].blocks = trimmedEnd(last.blocks)
                if !turns[turns.count - 1].blocks.isEmpty { break }
                turns.removeLast()
                continue
            }
            try report.lose(.prefill)
            turns.removeLast()
        }
        if rules.userFirst, let first = turns.first, first.role != .user {
            turns.insert(.user(Turns.opening), at: 0)
        }
        if rules.needsTurn, !turns.contains(where: { $0.role != .system }) {
            turns.append(.user(Turns.firstWords))
        }
        return turns
    }

    /// A turn that the provider goes on with is no prefill: it has open calls, or tools that the provider runs.
    private func isContinued(_ turn: Turn, _ target: Target) -> Bool {
        turn.blocks.contains { block in
            switch block {
            case .toolCall: true
            case .opaque(let opaque): opaque.dialect == target.provider
            default: false
            }
        }
    }

    /// Text that is continued must not end in white space (pitfall 83).
    private func trimmedEnd(_ blocks: [Block]) -> [Block] {
        guard case .text(var text)? = blocks.last else { return blocks }
        guard let end = text.text.unicodeScalars.last, end.properties.isWhitespace else {
            return blocks
        }
        var scalars = text.text.unicodeScalars
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        text.text = String(scalars)
        let rest = Array(blocks.dropLast())
        return text.text.isEmpty ? rest : rest + [.text(text)]
    }
}
