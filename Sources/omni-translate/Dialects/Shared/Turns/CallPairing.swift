/// Which result answers which call (pitfalls 87, 88, 91, 98).
///
/// A result belongs to the nearest call before it that has its id; in one turn that has an id twice, the first result to
/// the first call. A result that stands before its call is taken for that call's when nothing else answers it.
struct CallPairing {
    /// One call of the conversation, in order.
    struct Slot {
        let turn: Int
        let name: String
        let kind: ToolCall.Kind
        /// Unique within the conversation.
        let id: String
        /// A call without a name goes, and its result with it.
        let isDropped: Bool
        var result: ToolResult?
    }

    /// What becomes of a result where it stands.
    enum Fate {
        case answers(Int)
        /// An older answer to a call, or one to a call without a name.
        case dropped
        case orphan
    }

    private(set) var slots: [Slot] = []
    /// Of each result, in order.
    private(set) var fates: [Fate] = []

    private var latest: [String: Group] = [:]
    private var usedIDs: Set<String> = []
    private var copies: [String: Int] = [:]

    /// The calls of one turn that have one id.
    private struct Group {
        let turn: Int
        var slots: [Int]
        var answered = 0
    }

    init(_ turns: [Turn]) {
        var early: [(fate: Int, result: ToolResult)] = []
        for (index, turn) in turns.enumerated() {
            for block in turn.blocks {
                switch block {
                case .toolCall(let call): add(call, index)
                case .toolResult(let result):
                    fates.append(answer(result))
                    if case .orphan = fates[fates.count - 1] {
                        early.append((fates.count - 1, result))
                    }
                default: break
                }
            }
        }
        for (fate, result) in early { answerLater(result, fate) }
    }

    private mutating func add(_ call: ToolCall, _ turn: Int) {
        let slot = Slot(
            turn: turn, name: call.name, kind: call.kind, id: unique(call.id),
            isDropped: call.name.isEmpty)
        slots.append(slot)
        if latest[call.id]?.turn == turn {
            latest[call.id]?.slots.append(slots.count - 1)
        } else {
            latest[call.id] = Group(turn: turn, slots: [slots.count - 1])
        }
    }

    /// The id, or one with a number behind it when it was there before.
    private mutating func unique(_ id: String) -> String {
        if usedIDs.insert(id).inserted { return id }
        var number = copies[id] ?? 2
        while !usedIDs.insert("\(id)_\(number)").inserted { number += 1 }
        copies[id] = number + 1
        return "\(id)_\(number)"
    }

    private mutating func answer(_ result: ToolResult) -> Fate {
        guard let group = latest[result.callID], let last = group.slots.last else { return .orphan }
        guard group.answered < group.slots.count else {
            // A second answer: its content counts, at the place of the first.
            slots[last].result = finished(result, last)
            return .dropped
        }
        let slot = group.slots[group.answered]
        latest[result.callID]?.answered += 1
        if slots[slot].isDropped { return .dropped }
        slots[slot].result = finished(result, slot)
        return .answers(slot)
    }

    private mutating func answerLater(_ result: ToolResult, _ fate: Int) {
        guard let group = latest[result.callID], group.answered < group.slots.count else { return }
        fates[fate] = answer(result)
    }

    private func finished(_ result: ToolResult, _ slot: Int) -> ToolResult {
        var result = result
        result.callID = slots[slot].id
        // Not every dialect says of a result which kind of call it answers.
        result.kind = slots[slot].kind
        return result
    }
}
