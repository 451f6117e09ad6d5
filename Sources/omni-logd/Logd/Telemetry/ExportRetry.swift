/// When a batch is sent again, and when it is given up.
///
/// Pure: the caller brings the time.
struct ExportRetry {
    /// What the caller does.
    enum Action: Equatable, Sendable {
        /// The batch is over: taken, refused or given up.
        case next
        /// The same batch again, not before then.
        case again(after: Duration)
    }

    /// Failures since the last batch that was taken.
    private(set) var failures = 0
    /// When the batch under way failed for the first time, monotonic nanoseconds.
    private var failing: UInt64?

    /// Nothing has failed yet.
    init() {}

    /// A batch was taken or refused: the collector is there.
    mutating func answered() {
        failures = 0
        failing = nil
    }

    /// A batch was not taken, for now.
    ///
    /// - Parameters:
    ///   - seconds: What the collector wants to be waited at least; 0 where it does not say.
    ///   - now: Monotonic nanoseconds.
    /// - Returns: What to do.
    mutating func failed(seconds: UInt64, now: UInt64) -> Action {
        failures += 1
        let since = failing ?? now
        failing = since
        guard now &- since < Limits.retryNanoseconds else {
            failing = nil
            return .next
        }
        let doubled = Duration.milliseconds(500) * (1 << min(failures, 6))
        let asked = Duration.seconds(Int64(min(seconds, Limits.retrySecondsMaximum)))
        return .again(after: max(asked, min(doubled, Limits.retryPause)))
    }
}
