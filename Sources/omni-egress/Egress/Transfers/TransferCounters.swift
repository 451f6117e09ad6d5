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

    /// Adds the bytes and connections of another table.
    mutating func addTraffic(_ other: TransferCounters) {
        sentBytes += other.sentBytes
        receivedBytes += other.receivedBytes
        reusedConnections += other.reusedConnections
        newConnections += other.newConnections
    }

    /// Adds them to the daemon's metrics.
    ///
    /// - Parameters:
    ///   - metrics: Where to.
    ///   - what: "transfers" or "fetches".
    ///   - open: How many there are now.
    func collect(_ metrics: inout MetricsWriter, _ what: String, open: Int) {
        let name = "omniroute_egress_\(what)"
        let title = what.prefix(1).uppercased() + what.dropFirst()
        metrics.gauge(name, "\(title) open.", Double(open))
        metrics.counter("\(name)_started_total", "\(title) admitted.", started)
        metrics.counter(
            "\(name)_completed_total", "\(title) with a complete response.", completed)
        metrics.counter("\(name)_cancelled_total", "\(title) the peer gave up.", cancelled)
        // All of them from the start, so that a first failure is a step in a graph and not its beginning.
        metrics.counters(
            "\(name)_failed_total", "\(title) and requests reset, by reason.",
            ResetCode.allCases.map { ([("reason", $0.reason)], failed[$0] ?? 0) })
    }

    /// Adds bytes and connections to the daemon's metrics.
    func collectTraffic(_ metrics: inout MetricsWriter) {
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

extension ResetCode {
    /// Value of the label `reason`: all that egress counts is of an upstream.
    fileprivate var reason: String {
        let word = word.description
        return word.hasPrefix("upstream_") ? String(word.dropFirst("upstream_".count)) : word
    }
}
