/// Decides whether the wall clock can be trusted with deleting what is old.
///
/// A clock that stands wrong for a moment (at boot, before the time is known; set by hand) must not cost a single day. So
/// nothing is deleted by age until the clock has run evenly for some minutes. Whether it stands wrong for longer is asked
/// of the ledger (`Ledger.isDateBelieved`).
package struct ClockGuard: Sendable {
    private var last: (wall: Int64, monotonic: UInt64)?
    /// Monotonic nanoseconds from which on the clock has run evenly.
    private var evenSince: UInt64 = 0

    /// Knows nothing yet.
    package init() {}

    /// Looks at both clocks.
    ///
    /// - Parameters:
    ///   - wall: Microseconds since 1970.
    ///   - monotonic: Nanoseconds.
    /// - Returns: Whether the wall clock is trusted.
    package mutating func isTrusted(wall: Int64, monotonic: UInt64) -> Bool {
        defer { last = (wall, monotonic) }
        guard let last else {
            evenSince = monotonic
            return false
        }
        let elapsed = Int64((monotonic &- last.monotonic) / 1000)
        if abs(wall - last.wall - elapsed) > Limits.clockJumpMicroseconds { evenSince = monotonic }
        return monotonic &- evenSince >= Limits.clockSettlingNanoseconds
    }
}
