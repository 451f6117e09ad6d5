package import DaemonLife

extension CommitCounts {
    /// Writes the counts as metrics.
    package func collect(_ metrics: inout MetricsWriter) {
        metrics.counter("omniroute_logd_batches_total", "Batches taken.", batches)
        metrics.counter("omniroute_logd_batches_refused_total", "Batches refused.", refused)
        metrics.counters(
            "omniroute_logd_records_total", "Records by what was done with them.",
            [
                (labels: [("result", "stored")], value: stored),
                (labels: [("result", "duplicate")], value: skipped),
                (labels: [("result", "unusable")], value: unusable),
            ])
        metrics.counter(
            "omniroute_logd_sequence_gaps_total", "Jumps in a producer's numbers.", gaps)
        metrics.counter("omniroute_logd_commits_total", "Transactions.", commits)
        metrics.counter("omniroute_logd_commit_failures_total", "Transactions failed.", failures)
        metrics.counter(
            "omniroute_logd_commit_microseconds_total", "Time that transactions took.",
            nanoseconds / 1000)
        var sum: UInt64 = 0
        var samples: [(labels: [(String, String)], value: UInt64)] = []
        for (bound, count) in zip(Self.bounds.map { Double($0) / 1e9 }, durations) {
            sum += count
            samples.append((labels: [("le", "\(bound)")], value: sum))
        }
        metrics.counters(
            "omniroute_logd_commits_within_total", "Transactions that took at most `le` seconds.",
            samples)
    }
}
