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

    /// The price of a model of which none is known, among others of the same account.
    func beside(_ others: [ModelFacts]) -> Price {
        let known = others.compactMap(\.price)
        return replacing(known.allSatisfy(\.notional) ? known.first : nil)
    }
}
