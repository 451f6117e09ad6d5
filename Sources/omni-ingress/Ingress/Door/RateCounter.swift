internal import Synchronization

/// The counts of one key, which all lanes share.
package final class RateCounter: Sendable {
    private let counts = Mutex(RateCounts())

    /// Nothing counted.
    package init() {}

    /// Counts a request if it keeps all bounds; exact, however many threads ask at once.
    package func take(_ limits: RateLimits, at wall: Int64) -> RateVerdict {
        counts.withLock { $0.take(limits, at: wall) }
    }
}
