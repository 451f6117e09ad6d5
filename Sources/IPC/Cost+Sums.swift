extension Cost {
    /// What a finished call costs, with the parts of it.
    ///
    /// Where the provider says what it charged, that is it. Without any counts the cost is unknown, not zero, unless calls have a
    /// price and tokens have none.
    ///
    /// - Parameters:
    ///   - usage: As the provider or an estimate counts it.
    ///   - price: That of its moment; nil when it is not known.
    public init(of usage: Usage, at price: Price?) {
        self.init(counts: usage.source)
        if let charged = usage.charge(at: price) {
            var amounts = PriceAmounts(usage, at: price ?? Price())
            amounts.become(charged)
            priceSource = .provider
            take(amounts)
            return
        }
        guard let price else { return }
        notional = price.notional
        priceSource = price.source
        priceVersion = price.version
        guard usage.isCounted || price.isByCallOnly else { return }
        let amounts = PriceAmounts(usage, at: price)
        guard amounts.isComplete else { return }
        take(amounts)
    }

    private mutating func take(_ amounts: PriceAmounts) {
        total = amounts.total
        input = amounts.input
        cachedInput = amounts.cachedInput
        cacheWrite = amounts.cacheWrite
        output = amounts.output
        tools = amounts.tools
    }

    /// Nothing, and known to be: an answer from the cache.
    public static let nothing = Cost(total: 0)

    /// What several calls cost together; nil for none of them.
    ///
    /// Kinds of money are not mixed: beside what is billed, or may be, list prices of calls that are not billed do not count. One
    /// unknown amount makes the sum unknown.
    public static func sum(_ costs: [Cost]) -> Cost? {
        guard let first = costs.first else { return nil }
        guard costs.count > 1 else { return first }
        let billed = costs.filter { !$0.notional }
        let counted = billed.isEmpty ? costs : billed
        var sum = Cost(notional: billed.isEmpty)
        sum.counts = counts(of: counted)
        let priced = counted.first { $0.priceSource != .none }
        sum.priceSource = priced?.priceSource ?? .none
        sum.priceVersion = priced?.priceVersion ?? ""
        guard counted.allSatisfy({ $0.total != nil }) else { return sum }
        sum.total = 0
        for cost in counted { sum.add(cost) }
        return sum
    }

    private mutating func add(_ other: Cost) {
        total = (total ?? 0).saturatingSum(other.total ?? 0)
        input = input.saturatingSum(other.input)
        cachedInput = cachedInput.saturatingSum(other.cachedInput)
        cacheWrite = cacheWrite.saturatingSum(other.cacheWrite)
        output = output.saturatingSum(other.output)
        tools = tools.saturatingSum(other.tools)
    }

    /// The least sure of them.
    private static func counts(of costs: [Cost]) -> UsageSource {
        if costs.contains(where: { $0.counts == .estimated }) { return .estimated }
        return costs.contains { $0.counts == .none && $0.total == nil } ? .none : .reported
    }

    /// What is billed, in picodollars: nothing for a notional cost, nil where it is not known.
    public var billed: UInt64? { notional ? 0 : total }

    /// What kind of money it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Billed by use; the amount is known.
        case metered
        /// Nothing is billed for it; the amount is that of list prices.
        case subscription
        /// The amount is not known, and may be billed.
        case unknown
        /// No provider was called.
        case none
    }

    /// What kind of money it is; never `none`, which is for a cost that is missing.
    public var kind: Kind { notional ? .subscription : total == nil ? .unknown : .metered }
}

extension Cost? {
    /// What kind of money it is; `none` where there is none.
    public var kind: Cost.Kind { map(\.kind) ?? .none }
}

extension Usage {
    /// What the provider charged, where that is the cost: a price of the user's own is there to be used, and of what is not
    /// billed only a list price says what it is worth.
    public func charge(at price: Price?) -> UInt64? {
        guard let price else { return charged }
        return price.source == .user || price.notional ? nil : charged
    }

    /// Somebody said what was used, be it nothing.
    public var isCounted: Bool {
        source != .none || input > 0 || cachedInput > 0 || cacheWrite > 0 || output > 0
            || audioMs > 0
    }
}
