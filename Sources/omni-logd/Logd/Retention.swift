internal import DaemonLife

/// How long records are kept.
package struct Retention: Equatable, Sendable {
    /// The time.
    package let days: Int

    /// Reads `OMNI_LOG_RETENTION_DAYS`; without it `Limits.retentionDays`.
    ///
    /// - Parameter text: The variable's value; nil when it is not set.
    /// - Throws: A configuration failure, when it is no number of days.
    package init(_ text: String?) throws {
        guard let text else {
            days = Limits.retentionDays
            return
        }
        guard let days = Int(text), (1...36_500).contains(days) else {
            throw StartFailure.configuration(
                "OMNI_LOG_RETENTION_DAYS is a number of days from 1 to 36500, not \"\(text)\"")
        }
        self.days = days
    }

    /// Records from before this time are deleted.
    package func limit(wallMicroseconds: Int64) -> Int64 {
        wallMicroseconds - Int64(days) * 86_400_000_000
    }
}
