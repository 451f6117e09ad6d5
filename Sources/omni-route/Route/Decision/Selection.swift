internal import IPC

/// Chooses one candidate for an ask.
enum Selection {
    /// The candidate to call.
    ///
    /// `failed` is what is remembered of the leases that failed for this request, oldest first. Without a candidate left it
    /// throws a denial with the code `noTarget`.
    static func choose(
        _ candidates: Candidates, _ ask: RouteAsk, failed: [LeaseRecord], now: UInt64
    ) throws(Denial) -> Target {
        guard ask.attempt <= Limits.attempts else { throw exhausted(candidates, now) }
        // Leases that are not remembered (a restart in between) still count, or a request could go on for ever.
        guard ask.failedLeases.count < candidates.targets.count + 2 else {
            throw exhausted(candidates, now)
        }
        let left = Filters.withoutFailed(candidates.targets, failed)
        if let chosen = inOrder(Filters.preferringRested(left, now: now)) { return chosen }
        if candidates.targets.count == 1, failed.last?.failure == .transient,
            ask.attempt <= Limits.attemptsAlone
        {
            return candidates.targets[0]
        }
        throw exhausted(candidates, now)
    }

    /// The strategy, the only one so far: the order of the configuration.
    private static func inOrder(_ targets: [Target]) -> Target? { targets.first }

    private static func exhausted(_ candidates: Candidates, _ now: UInt64) -> Denial {
        let rests = candidates.targets.map { $0.health.rest(at: now) }
        let soonest = rests.min() ?? 0
        let milliseconds = (soonest + 999_999) / 1_000_000
        return Denial(
            code: .noTarget,
            message: "No provider that serves the model `\(candidates.model)` could answer.",
            retryAfterMs: UInt32(clamping: milliseconds))
    }
}
