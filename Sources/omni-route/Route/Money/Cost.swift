internal import IPC

/// What a call costs or may cost.
///
/// All amounts are whole picodollars (1e-12 USD), which is what one token costs at a price of one
/// millionth of a dollar for a million tokens: sums are exact, and stop at 18 million dollars.
struct Cost: Equatable {
    /// The amount; nil when a price or a count that it needs is not known.
    var picodollars: UInt64?
    /// Nothing is billed for it: a subscription, a free tier, a local model.
    var isNotional = false

    /// Not known, and to be taken as billed.
    static let unknown = Cost(picodollars: nil)

    /// What is billed: nothing for a notional cost, nil when it is not known.
    var billed: UInt64? { isNotional ? 0 : picodollars }

    /// The cost of a finished call.
    ///
    /// Reasoning is a part of the output and not billed twice. Cached and written tokens are a part of
    /// the input; should a provider count more of them than input, the plain part is zero. Without any
    /// counts the cost is unknown, not zero.
    static func of(_ usage: Usage, at price: Price?) -> Cost {
        guard let price else { return .unknown }
        let sum = usage.isCounted ? price.cost(of: usage) : nil
        return Cost(picodollars: sum, isNotional: price.notional)
    }

    /// The most a call may cost before it is made.
    ///
    /// All input is taken at the dearest price of input, as it may be written to a cache. An estimate of
    /// the input that is too low makes this too low as well.
    ///
    /// - Parameters:
    ///   - inputTokens: The estimate of the request.
    ///   - maxOutput: The client's bound; 0 when it set none.
    ///   - modelMaxOutput: The model's own bound; 0 when it is not known.
    ///   - price: The target's price; nil when it is not known.
    /// - Returns: The bound, unknown when a price that it needs is.
    static func reservation(
        inputTokens: UInt64, maxOutput: UInt64, modelMaxOutput: UInt64, price: Price?
    ) -> Cost {
        guard let price = price?.applying(toInput: inputTokens) else { return .unknown }
        let bounds = [maxOutput, modelMaxOutput].filter { $0 > 0 }
        let output = min(
            bounds.min() ?? MoneyLimits.unknownOutputTokens, MoneyLimits.mostOutputTokens)
        let dearest = price.input.map { max($0, price.cachedInput ?? 0, price.cacheWrite ?? 0) }
        var sum: UInt64? = 0
        add(inputTokens, dearest, to: &sum)
        add(output, price.output, to: &sum)
        return Cost(picodollars: sum, isNotional: price.notional)
    }

    /// Adds the price of so many tokens; none of them cost nothing at any price, even an unknown one.
    private static func add(_ tokens: UInt64, _ price: UInt64?, to sum: inout UInt64?) {
        guard tokens > 0, let sofar = sum else { return }
        sum = price.map { Saturating.sum(sofar, Saturating.product(tokens, $0)) }
    }
}

extension Usage {
    /// Somebody said what was used, be it nothing.
    var isCounted: Bool {
        source != .none || input > 0 || cachedInput > 0 || cacheWrite > 0 || output > 0
    }
}
