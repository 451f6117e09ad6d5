package import DaemonLife

extension CommitCounts {
    /// Writes the counts as metrics.
    package func collect(_ metrics: inout MetricsWriter) {
        metrics.counters(
            "omniroute_logd_batches_total", "Batches by what was done with them.",
            [
                (labels: [("result", "taken")], value: batches),
                (labels: [("result", "refused")], value: refused),
            ])
        metrics.counters(
            "omniroute_logd_records_total", "Records by what was done with them.",
            [
                (labels: [("result", "stored")], value: stored),
                (labels: [("result", "duplicate")], value: skipped),
                (labels: [("result", "unusable")], value: unusable),
                (labels: [("result", "expired")], value: expired),
                (labels: [("result", "waiting")], value: late),
            ])
        metrics.counters(
            "omniroute_logd_rows_total", "New rows by table.",
            [
                (labels: [("table", "requests")], value: rows.requests),
                (labels: [("table", "attempts")], value: rows.attempts),
                (labels: [("table", "calls")], value: rows.calls),
                (labels: [("table", "console")], value: rows.console),
                (labels: [("table", "bodies")], value: rows.bodies),
            ])
        metrics.counter(
            "omniroute_logd_bodies_dropped_total",
            "Bodies not kept, for want of room or because the disk failed.", bodiesDropped)
        metrics.counter(
            "omniroute_logd_console_dropped_total",
            "Console lines not kept, for want of room or because the disk failed.",
            consoleDropped)
        metrics.counter(
            "omniroute_logd_sequence_gaps_total", "Jumps in a producer's numbers.", gaps)
        metrics.counter(
            "omniroute_logd_commit_failures_total", "Commits that failed.", failures)
        metrics.histogram(
            "omniroute_logd_commit_duration_seconds", "Time that commits took.",
            bounds: Self.bounds, counts: durations, nanoseconds: nanoseconds)
    }
}
