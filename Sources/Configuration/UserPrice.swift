internal import IPC

/// A price as the user wrote it: whether anything is billed may be left to what is known of the account.
struct UserPrice {
    private let price: Price
    private let isBilled: Bool?

    init(_ price: Price, isBilled: Bool?) {
        self.price = price
        self.isBilled = isBilled
    }

    /// The price in the place of a known one: a plan stays a plan when its list price changes.
    func replacing(_ known: Price?) -> Price {
        var result = price
        result.notional = isBilled.map { !$0 } ?? known?.notional ?? false
        return result
    }

    /// The price of a model of which none is known, of an account of which nothing is billed or is.
    func added(toPlan isPlan: Bool) -> Price {
        replacing(isPlan ? Price(notional: true) : nil)
    }

    /// Whether nothing is billed for any model of an account whose price the catalogue knows.
    static func isPlan(_ facts: [ModelFacts]) -> Bool {
        let known = facts.lazy.compactMap(\.price).filter { $0.source == .catalogue }
        return !known.isEmpty && known.allSatisfy(\.notional)
    }
}
