/// How much of a bound is used.
package struct RateStanding: Equatable, Sendable {
    /// The bound.
    package let limit: RateLimit
    /// Requests that still fit into the window.
    package let remaining: UInt32
    /// End of the window: wall clock, microseconds since 1970.
    package let resetsAt: Int64

    /// A state of a bound.
    package init(limit: RateLimit, remaining: UInt32, resetsAt: Int64) {
        self.limit = limit
        self.remaining = remaining
        self.resetsAt = resetsAt
    }

    /// Whole seconds after which another try makes sense.
    package func retryAfter(at wall: Int64) -> Int {
        max(1, Int((resetsAt - wall + 999_999) / 1_000_000))
    }
}
