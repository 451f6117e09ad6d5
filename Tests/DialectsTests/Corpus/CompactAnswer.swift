import DialectCheck

/// What a client heard, with arguments in one form: of JSON between tokens nothing counts.
struct CompactAnswer: Equatable {
    /// What is compared.
    enum Part: CaseIterable { case text, reasoning, calls, stop, usage }

    var text: String
    var reasoning: String
    var calls: [String]
    var stop: CheckedStop?
    var usage: CheckedUsage?

    /// One part of it, for a failure that shows no more than what differs.
    func text(of part: Part) -> String {
        switch part {
        case .text: text
        case .reasoning: reasoning
        case .calls: calls.joined(separator: "\n")
        case .stop: "\(stop.map(\.rawValue) ?? "none")"
        case .usage: usage.map { "\($0)" } ?? "none"
        }
    }
}

extension CheckedAnswer {
    /// For comparing answers of two dialects; ids of calls are left out, since some dialects have none.
    var compact: CompactAnswer {
        CompactAnswer(
            text: text, reasoning: reasoning,
            calls: toolCalls.map { "\($0.name) \($0.argumentsCompact)" }, stop: stop,
            usage: usage)
    }
}
