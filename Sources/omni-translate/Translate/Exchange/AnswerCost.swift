internal import IPC

/// What an answer cost, as its header says, where that is known exactly.
enum AnswerCost {
    /// USD with ten decimals, such as "0.0123400000", and nothing where nothing is billed; nil when counts are an estimate or
    /// a price that matters is unknown.
    static func dollars(_ cost: Cost) -> String? {
        cost.counts == .estimated ? nil : cost.billed.map(text)
    }

    /// Rounded half up to the tenth decimal.
    static func text(_ picodollars: UInt64) -> String {
        let units = picodollars / 100 + (picodollars % 100 >= 50 ? 1 : 0)
        let rest = String(units % 10_000_000_000)
        let zeros = String(repeating: "0", count: 10 - rest.utf8.count)
        return "\(units / 10_000_000_000).\(zeros)\(rest)"
    }
}
