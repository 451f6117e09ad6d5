internal import IPC

/// One rate limit of a provider, as the headers of its answers tell it.
///
/// With nothing remaining, calls wait until it is whole again. Below a tenth, the rest is spread over the time until then, and
/// that stays so until more than half remains.
struct LearnedLimit {
    /// What was left, less what calls begun since are expected to use.
    private var remaining: UInt64
    /// When it is whole again, monotonic nanoseconds.
    private let whole: UInt64
    /// When the provider said so.
    private let told: UInt64
    private let isSpread: Bool

    /// Takes over what a provider said at `told`; nil when that is of no use, or older than what is known.
    init?(_ state: RateState, told: UInt64, before: LearnedLimit?) {
        guard let remaining = state.remaining, let reset = state.resetMs, reset > 0,
            state.limit != 0, before.map({ $0.told <= told }) != false
        else { return nil }
        self.remaining = remaining
        self.told = told
        whole = told &+ min(UInt64(reset) * 1_000_000, HealthLimits.learnedReset)
        let limit = state.limit ?? 0
        let wasSpread = before.map { $0.isSpread && $0.whole > told } ?? false
        isSpread = remaining < limit / 10 || (wasSpread && remaining <= limit / 2)
    }

    /// The earliest time for the next call after one at `last`; 0 for any.
    ///
    /// `use` is what a call uses of it.
    func next(after last: UInt64, use: UInt64, at moment: Moment) -> UInt64 {
        guard moment.now < whole else { return 0 }
        guard remaining > 0 else { return whole }
        guard isSpread else { return 0 }
        // What is left is enough for one more call at least; the time is shared with the one after the last.
        let calls = min((remaining - 1) / max(1, use) + 1, 1_000_000) + 1
        let from = max(last, told)
        guard from < whole else { return whole }
        return from + (whole - from) / calls
    }

    /// A call begins that is expected to use so much.
    mutating func count(_ use: UInt64) { remaining -= min(remaining, use) }
}
