/// Brings a conversation into the order that a dialect demands (facts: translation-matrix, section 2 and pitfalls 75–103).
package enum Turns {
    /// What stands for a user who has said nothing yet.
    package static let opening = "(start of the conversation)"
    /// What the user says where only instructions were given.
    package static let firstWords = "Begin."
    /// What stands for a user's turn without content that nothing may replace.
    package static let emptyWords = "(empty message)"

    /// `turns` under `rules`; what had to go is noted in `report`.
    ///
    /// One pass after another, each linear: 10,000 turns take no longer for each than ten.
    package static func ordered(
        _ turns: [Turn], _ rules: TurnRules, _ report: inout LossReport
    ) throws(GatewayError) -> [Turn] {
        var turns = TurnCleaning(rules: rules, target: report.target).cleaned(turns)
        turns = joinedAssistants(turns, rules)
        let pairing = CallPairing(turns)
        turns = ResultPlacement(pairing: pairing, rules: rules).placed(turns, &report)
        turns = try toldByUser(turns, rules, &report)
        turns = try TurnEdges(rules: rules).trimmed(turns, &report)
        return rules.mergesRoles ? merged(turns) : turns
    }

    /// System text as a user can tell it, so that a model still takes it for an instruction.
    package static func reminder(_ text: String) -> String {
        "<system-reminder>\n\(text)\n</system-reminder>"
    }

    /// Neighbouring turns of one role as one; blocks stay apart.
    static func merged(_ turns: [Turn]) -> [Turn] {
        var merged: [Turn] = []
        merged.reserveCapacity(turns.count)
        for turn in turns {
            if turn.role != .system, merged.last?.role == turn.role {
                merged[merged.count - 1].append(turn)
            } else {
                merged.append(turn)
            }
        }
        return merged
    }

    /// Neighbouring assistant turns as one where one of them calls, so that their calls are answered together.
    private static func joinedAssistants(_ turns: [Turn], _ rules: TurnRules) -> [Turn] {
        guard rules.mergesRoles || rules.gathersResults else { return turns }
        var joined: [Turn] = []
        joined.reserveCapacity(turns.count)
        var lastCalls = false
        for turn in turns {
            let calls = turn.role == .assistant && turn.calls
            let belongs =
                turn.role == .assistant && joined.last?.role == .assistant
                && (rules.mergesRoles || lastCalls || calls)
            if belongs {
                joined[joined.count - 1].append(turn)
                lastCalls = lastCalls || calls
            } else {
                joined.append(turn)
                lastCalls = calls
            }
        }
        return joined
    }

    /// System text in the middle, where the dialect has no place for it (pitfall 75).
    private static func toldByUser(
        _ turns: [Turn], _ rules: TurnRules, _ report: inout LossReport
    ) throws(GatewayError) -> [Turn] {
        guard !rules.systemInside || rules.systemBeforeAssistantOnly else { return turns }
        var told = turns
        let isAnswered = answeredPlaces(turns)
        for (index, turn) in turns.enumerated() where turn.role == .system {
            let isBehindUser = index > 0 && told[index - 1].role != .assistant
            if rules.systemInside, isBehindUser, isAnswered[index] { continue }
            try report.lose(.midSystem)
            told[index].role = .user
            // What else an instruction holds has no meaning where a user says it.
            told[index].blocks = turn.blocks.compactMap { block in
                guard case .text(var text) = block else { return nil }
                text.text = reminder(text.text)
                return .text(text)
            }
        }
        return told
    }

    /// For each turn whether the next one that is no system text is the assistant's, or there is none.
    private static func answeredPlaces(_ turns: [Turn]) -> [Bool] {
        var places = [Bool](repeating: true, count: turns.count)
        var isAnswered = true
        for index in turns.indices.reversed() {
            places[index] = isAnswered
            if turns[index].role != .system { isAnswered = turns[index].role == .assistant }
        }
        return places
    }
}

extension Turn {
    /// Whether it holds a call.
    var calls: Bool {
        blocks.contains { if case .toolCall = $0 { true } else { false } }
    }

    /// Takes the blocks of the next turn of the same role.
    mutating func append(_ turn: Turn) {
        blocks += turn.blocks
        if name != turn.name { name = nil }
    }

    /// A user's turn of text.
    static func user(_ text: String) -> Turn { Turn(.user, [.text(TextBlock(text))]) }
}
