internal import DaemonLife
internal import IPC

/// What transfers came to, for metrics.
struct TransferCounters {
    var started: UInt64 = 0
    var completed: UInt64 = 0
    var cancelled: UInt64 = 0
    var failed: [ResetCode: UInt64] = [:]
    var sentBytes: UInt64 = 0
    var receivedBytes: UInt64 = 0
    var reusedConnections: UInt64 = 0
    var newConnections: UInt64 = 0

    /// Adds them to the daemon's metrics.
    func collect(_ metrics: inout MetricsWriter, open: Int) {
        metrics.gauge("omniroute_egress_transfers", "Transfers open.", Double(open))
        metrics.counter("omniroute_egress_transfers_started_total", "Transfers admitted.", started)
        metrics.counter(
            "omniroute_egress_transfers_completed_total", "Transfers with a complete response.",
            completed)
        metrics.counter(
            "omniroute_egress_transfers_cancelled_total", "Transfers the peer gave up.", cancelled)
        let failures = failed.sorted { $0.key.rawValue < $1.key.rawValue }
        metrics.counters(
            "omniroute_egress_transfers_failed_total", "Transfers and requests reset, by reason.",
            failures.map { ([("reason", "\($0.key)")], $0.value) })
        metrics.counter(
            "omniroute_egress_sent_bytes_total", "Bytes of request bodies sent.", sentBytes)
        metrics.counter(
            "omniroute_egress_received_bytes_total", "Bytes of response bodies received.",
            receivedBytes)
        metrics.counters(
            "omniroute_egress_responses_total", "Responses begun, by kind of connection.",
            [
                ([("connection", "new")], newConnections),
                ([("connection", "reused")], reusedConnections),
            ])
    }
}
