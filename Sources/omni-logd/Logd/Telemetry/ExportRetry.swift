/// When a batch is sent again, and when it is given up.
///
/// Pure: the caller brings the time.
struct ExportRetry {
    /// What the caller does.
    enum Action: Equatable, Sendable {
        /// The batch is given up; the next one not before then.
        case next(after: Duration)
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
            return .next(after: .zero)
        }
        let left = (Limits.retryNanoseconds - (now &- since)) / 1_000_000_000
        guard seconds <= left else {
            // It would be given up before the collector wants to see it: at once, so that others have its room.
            failing = nil
            return .next(after: .seconds(Int64(min(seconds, Limits.retryQuietSeconds))))
        }
        let doubled = Duration.milliseconds(500) * (1 << min(failures, 6))
        return .again(
            after: max(.seconds(Int64(seconds)), min(doubled, Limits.retryPause)))
    }
}
