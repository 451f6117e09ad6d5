@testable import Dialects

/// Checks that events of an answer come in the order that `AnswerEvent` promises.
struct EventGrammar {
    private var kinds: [BlockStart] = []
    private var open: Set<Int> = []
    private var hasStarted = false

    init() {}

    /// What is wrong with the events of an answer; nil when nothing is.
    static func mistake(in events: [AnswerEvent]) -> String? {
        var grammar = EventGrammar()
        for (place, event) in events.enumerated() {
            if let mistake = grammar.take(event) { return "event \(place), \(event): \(mistake)" }
        }
        return grammar.hasStarted ? nil : "no start"
    }

    /// Takes one event; says what is wrong with it.
    mutating func take(_ event: AnswerEvent) -> String? {
        if case .start = event {
            defer { hasStarted = true }
            return hasStarted ? "started twice" : nil
        }
        guard hasStarted else { return "before the start" }
        switch event {
        case .start, .usage, .stop: return nil
        case .open(let index, let start):
            guard index == kinds.count else { return "block \(index) after \(kinds.count - 1)" }
            kinds.append(start)
            open.insert(index)
            return nil
        case .text(let index, let text):
            return text.isEmpty ? "empty text" : mistake(index) { Self.takesText($0) }
        case .arguments(let index, let text):
            return text.isEmpty ? "empty arguments" : mistake(index) { Self.isCall($0) }
        case .proof(let index, _): return mistake(index) { _ in true }
        case .citation(let index, _), .logprobs(let index, _):
            return mistake(index) { $0 == .text || $0 == .refusal }
        case .close(let index): return open.remove(index) == nil ? "not open" : nil
        }
    }

    private func mistake(_ index: Int, _ fits: (BlockStart) -> Bool) -> String? {
        guard open.contains(index) else { return "block \(index) is not open" }
        return fits(kinds[index]) ? nil : "nothing for a block \(kinds[index])"
    }

    private static func takesText(_ start: BlockStart) -> Bool {
        switch start {
        case .text, .refusal, .reasoning: true
        case .redactedReasoning, .toolCall, .media, .opaque: false
        }
    }

    private static func isCall(_ start: BlockStart) -> Bool {
        if case .toolCall = start { true } else { false }
    }
}
