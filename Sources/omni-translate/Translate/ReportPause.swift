/// How long reports wait before they are sent again: longer each time, until route takes one.
struct ReportPause {
    private var length = Limits.reportPause

    /// The pause that comes now; the next one is twice as long.
    mutating func take() -> Duration {
        defer { length = min(length * 2, Limits.longestReportPause) }
        return length
    }

    /// route has taken one.
    mutating func reset() { length = Limits.reportPause }
}
