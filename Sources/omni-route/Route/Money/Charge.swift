internal import IPC

/// What a call costs or may cost.
///
/// All amounts are whole picodollars (1e-12 USD), which is what one token costs at a price of one
/// millionth of a dollar for a million tokens: sums are exact, and stop at 18 million dollars.
struct Charge: Equatable {
    /// The amount; nil when a price or a count that it needs is not known.
    var picodollars: UInt64?
    /// Of an amount that is not known: what it is at least.
    var atLeast: UInt64 = 0
    /// Nothing is billed for it: a subscription, a free tier, a local model.
    var isNotional = false

    /// Not known, and to be taken as billed.
    static let unknown = Charge(picodollars: nil)

    /// What is billed: nothing for a notional cost, nil when it is not known.
    var billed: UInt64? { isNotional ? 0 : picodollars }

    /// The cost of a finished call.
    ///
    /// It is the sum that records show (`IPC.Cost`), without its parts: what a budget counts is what a report says. Where the
    /// provider says what it charged, that is it. Without any counts the cost is unknown, not zero, unless calls have a price
    /// and tokens have none.
    static func of(_ usage: Usage, at price: Price?) -> Charge {
        if let charged = usage.charge(at: price) { return Charge(picodollars: charged) }
        guard let price else { return .unknown }
        guard usage.isCounted || price.isByCallOnly else {
            return Charge(picodollars: nil, isNotional: price.notional)
        }
        if let sum = price.cost(of: usage) {
            return Charge(picodollars: sum, isNotional: price.notional)
        }
        // Who asks for terms of unknown price must not spend nothing for it.
        return Charge(
            picodollars: nil, atLeast: price.knownCost(of: usage), isNotional: price.notional)
    }

    /// The most a call may cost before it is made.
    ///
    /// A client that sets no bound seldom gets an answer as long as a model can write: to set that aside would keep whoever has
    /// a small budget from such models for good. So it is no more than `MoneyLimits.unboundedOutputTokens`; a longer answer
    /// is counted in full when it is there.
    ///
    /// What is not foreseen is said at `Price.ceiling(input:output:)`.
    ///
    /// - Parameters:
    ///   - inputTokens: The estimate of the request.
    ///   - maxOutput: The client's bound; 0 when it set none.
    ///   - modelMaxOutput: The model's own bound; 0 when it is not known.
    ///   - price: The target's price; nil when it is not known.
    /// - Returns: The bound, unknown when a price that it needs is.
    static func reservation(
        inputTokens: UInt64, maxOutput: UInt64, modelMaxOutput: UInt64, price: Price?
    ) -> Charge {
        guard let price else { return .unknown }
        let most =
            maxOutput > 0
            ? min(maxOutput, MoneyLimits.mostOutputTokens) : MoneyLimits.unboundedOutputTokens
        let output = modelMaxOutput > 0 ? min(most, modelMaxOutput) : most
        return Charge(
            picodollars: price.ceiling(input: inputTokens, output: output),
            isNotional: price.notional)
    }
}
