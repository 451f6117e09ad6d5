/// Puts each result where the dialect wants it (pitfalls 86–91, 98, 103).
struct ResultPlacement {
    let pairing: CallPairing
    let rules: TurnRules

    /// The turns with every result in its place.
    func placed(_ turns: [Turn], _ report: inout LossReport) -> [Turn] {
        var placed: [Turn] = []
        placed.reserveCapacity(turns.count)
        var walk = Walk()
        let last = lastUnanswered(turns)
        for (index, turn) in turns.enumerated() {
            let firstSlot = walk.nextSlot
            var blocks = rest(of: turn, &walk, &report)
            if index == last {
                blocks.removeAll { if case .toolCall = $0 { true } else { false } }
                report.warn("a tool call without a result at the end was left out")
            }
            guard !blocks.isEmpty else { continue }
            if let owner = walk.resultsTurn, turn.role == .user, walk.tookResults {
                // The results of this turn were moved to its front, in a turn of their own.
                placed[owner].blocks += blocks
                walk.resultsTurn = nil
                continue
            }
            let mayHoldThoughts = index != last && !rules.dropsThoughtOnly
            if turn.role == .assistant, !mayHoldThoughts, isThoughtOnly(blocks) { continue }
            add(Turn(turn.role, blocks, name: turn.name), to: &placed)
            walk.resultsTurn = nil
            if index == last { continue }
            let results = results(firstSlot..<walk.nextSlot)
            guard !results.isEmpty else { continue }
            placed.append(Turn(.user, results))
            walk.resultsTurn = placed.count - 1
        }
        return placed
    }

    /// A turn of nothing but results that went elsewhere may have kept two of the assistant's apart.
    private func add(_ turn: Turn, to placed: inout [Turn]) {
        guard turn.role == .assistant, let last = placed.last, last.role == .assistant,
            rules.mergesRoles || rules.gathersResults && (last.calls || turn.calls)
        else { return placed.append(turn) }
        placed[placed.count - 1].append(turn)
    }

    /// Where the walk over turns is.
    private struct Walk {
        var nextSlot = 0
        var nextFate = 0
        /// Where the results of the last assistant turn went; nil when something stands behind them.
        var resultsTurn: Int?
        /// The turn at hand held results that were moved.
        var tookResults = false
    }

    /// The blocks of a turn but the results that go elsewhere, with the ids that calls have now.
    private func rest(
        of turn: Turn, _ walk: inout Walk, _ report: inout LossReport
    ) -> [Block] {
        walk.tookResults = false
        var rest: [Block] = []
        rest.reserveCapacity(turn.blocks.count)
        for block in turn.blocks {
            switch block {
            case .toolCall(var call):
                let slot = pairing.slots[walk.nextSlot]
                walk.nextSlot += 1
                if slot.isDropped {
                    report.warn("a tool call without a name was left out")
                    continue
                }
                call.id = slot.id
                rest.append(.toolCall(call))
            case .toolResult(let result):
                let fate = pairing.fates[walk.nextFate]
                walk.nextFate += 1
                place(result, fate, &rest, &walk, &report)
            default: rest.append(block)
            }
        }
        return rest
    }

    private func place(
        _ result: ToolResult, _ fate: CallPairing.Fate, _ rest: inout [Block],
        _ walk: inout Walk, _ report: inout LossReport
    ) {
        switch fate {
        case .answers(let slot):
            walk.tookResults = true
            if !rules.gathersResults { rest.append(.toolResult(finished(slot))) }
        case .dropped: walk.tookResults = true
        case .orphan:
            report.warn("a tool result without its call was given as text")
            rest += text(of: result)
        }
    }

    /// What a result says, as blocks of a user's turn.
    private func text(of result: ToolResult) -> [Block] {
        guard result.content.isEmpty, let json = result.json else { return result.content }
        return [.text(TextBlock(json.text))]
    }

    /// What stands behind a turn with these calls.
    private func results(_ slots: Range<Int>) -> [Block] {
        var results: [Block] = []
        for slot in slots where !pairing.slots[slot].isDropped {
            if pairing.slots[slot].result == nil {
                guard let text = rules.unansweredResult else { continue }
                results.append(.toolResult(unanswered(pairing.slots[slot], text)))
            } else if rules.gathersResults {
                results.append(.toolResult(finished(slot)))
            }
        }
        return results
    }

    private func finished(_ slot: Int) -> ToolResult {
        var result =
            pairing.slots[slot].result ?? ToolResult(callID: pairing.slots[slot].id, content: [])
        if rules.namesResults, result.name == nil { result.name = pairing.slots[slot].name }
        return result
    }

    private func unanswered(_ slot: CallPairing.Slot, _ text: String) -> ToolResult {
        var result = ToolResult(callID: slot.id, content: [.text(TextBlock(text))])
        result.name = slot.name
        result.kind = slot.kind
        result.isError = true
        return result
    }

    /// The last turn, when its calls must be answered and none is (pitfall 86).
    private func lastUnanswered(_ turns: [Turn]) -> Int? {
        guard rules.unansweredResult != nil, let last = turns.last, last.role == .assistant,
            last.calls
        else { return nil }
        let index = turns.count - 1
        let answered = pairing.slots.reversed().prefix { $0.turn == index }
            .contains { $0.result != nil }
        return answered ? nil : index
    }

    private func isThoughtOnly(_ blocks: [Block]) -> Bool {
        blocks.allSatisfy { if case .reasoning = $0 { true } else { false } }
    }
}
