/// Counts the requests of one subject in windows that all begin at multiples of their length since 1970.
package struct RateCounts: Sendable {
    private struct Window: Sendable {
        let seconds: UInt32
        /// Windows before this one, since 1970.
        var number: Int64
        var count: UInt32

        /// Begins anew when the window that is counted is over.
        mutating func move(to current: Int64) {
            // One behind is a clock that another thread read a moment before; further back, the clock was set.
            guard current > number || current < number - 1 else { return }
            number = current
            count = 0
        }

        var end: Int64 { (number + 1) * Int64(seconds) * 1_000_000 }
    }

    private var windows: [Window] = []

    /// Nothing counted.
    package init() {}

    /// Counts a request if it keeps all bounds.
    ///
    /// - Parameters:
    ///   - limits: The bounds, which may be others than last time: what was counted in windows of the same length stays.
    ///   - wall: Wall clock, microseconds since 1970.
    /// - Returns: Whether it did.
    package mutating func take(_ limits: RateLimits, at wall: Int64) -> RateVerdict {
        guard !limits.isEmpty else { return .passed(nil) }
        prepare(limits, seconds: max(0, wall) / 1_000_000)
        for (limit, window) in zip(limits.all, windows) where window.count >= limit.requests {
            return .exceeded(RateStanding(limit: limit, remaining: 0, resetsAt: window.end))
        }
        var closest: RateStanding?
        for (index, limit) in limits.all.enumerated() {
            windows[index].count += 1
            let standing = RateStanding(
                limit: limit, remaining: limit.requests - windows[index].count,
                resetsAt: windows[index].end)
            guard let known = closest else {
                closest = standing
                continue
            }
            let isCloser =
                standing.remaining < known.remaining
                || standing.remaining == known.remaining && standing.resetsAt > known.resetsAt
            if isCloser { closest = standing }
        }
        return .passed(closest)
    }

    /// Makes `windows` stand beside the bounds, each in the window of now.
    private mutating func prepare(_ limits: RateLimits, seconds: Int64) {
        if !windows.elementsEqual(limits.all, by: { $0.seconds == $1.seconds }) {
            windows = limits.all.map { limit in
                windows.first { $0.seconds == limit.seconds }
                    ?? Window(seconds: limit.seconds, number: 0, count: 0)
            }
        }
        for index in windows.indices {
            windows[index].move(to: seconds / Int64(windows[index].seconds))
        }
    }
}
