internal import IPC

/// What an answer cost, where that is known exactly.
enum AnswerCost {
    /// USD with ten decimals, such as "0.0123400000"; nil when counts or a price that matters are unknown.
    static func dollars(_ usage: Usage, _ price: Price?) -> String? {
        picodollars(usage, price).map(text)
    }

    /// In picodollars: nothing where nothing is billed.
    static func picodollars(_ usage: Usage, _ price: Price?) -> UInt64? {
        guard usage.source == .reported, let price else { return nil }
        return price.notional ? 0 : price.cost(of: usage)
    }

    /// Rounded half up to the tenth decimal.
    static func text(_ picodollars: UInt64) -> String {
        let units = picodollars / 100 + (picodollars % 100 >= 50 ? 1 : 0)
        let rest = String(units % 10_000_000_000)
        let zeros = String(repeating: "0", count: 10 - rest.utf8.count)
        return "\(units / 10_000_000_000).\(zeros)\(rest)"
    }
}
