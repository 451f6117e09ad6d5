internal import DaemonLife

/// What was exported since the start, for metrics.
struct ExportCounts: Equatable, Sendable {
    /// Spans that a collector has taken.
    var exported: UInt64 = 0
    /// Spans that a collector has refused.
    var rejected: UInt64 = 0
    /// Spans given up: the queue was full, or nobody took them for too long.
    var dropped: UInt64 = 0
    /// Requests that were taken.
    var taken: UInt64 = 0
    /// Requests that were refused for good.
    var refused: UInt64 = 0
    /// Requests that failed for the moment.
    var failed: UInt64 = 0

    /// Writes the counts as metrics.
    ///
    /// - Parameters:
    ///   - metrics: Where to.
    ///   - waiting: Spans that wait.
    func collect(_ metrics: inout MetricsWriter, waiting: Int) {
        metrics.counters(
            "omniroute_logd_export_spans_total", "Spans of traces by what became of them.",
            [
                ([("result", "exported")], exported), ([("result", "rejected")], rejected),
                ([("result", "dropped")], dropped),
            ])
        metrics.counters(
            "omniroute_logd_export_requests_total", "Requests to the collector of traces.",
            [
                ([("result", "taken")], taken), ([("result", "refused")], refused),
                ([("result", "failed")], failed),
            ])
        metrics.gauge(
            "omniroute_logd_export_waiting_spans", "Spans that wait for the collector.",
            Double(waiting))
    }
}
