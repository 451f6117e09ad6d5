internal import IPC

/// Reports of daemons as a table for people.
enum StatusTable {
    private static let headings = [
        "DAEMON", "STATE", "PID", "VERSION", "UPTIME", "CONNS", "STREAMS", "LOOP P50", "P99", "MAX",
        "RSS", "PSS",
    ]

    /// The lines; `now` is wall clock microseconds.
    static func lines(_ reports: [DaemonReport], now: Int64) -> [String] {
        var table = TextTable(headings, numbers: Set(2...2).union(5...11))
        for report in reports { table.add(cells(report, now)) }
        return table.lines + reports.flatMap(notes)
    }

    private static func cells(_ report: DaemonReport, _ now: Int64) -> [String] {
        guard let status = report.status else {
            let rest = [String](repeating: "-", count: headings.count - 2)
            return [report.daemon.rawValue, report.state] + rest
        }
        return [
            report.daemon.rawValue, report.state, "\(status.pid)", status.version,
            HumanText.span(seconds: (now - status.startedUnixUs) / 1_000_000),
            "\(status.connections)", "\(status.streams)",
            latency(status.loopLatencyP50Us, status), latency(status.loopLatencyP99Us, status),
            HumanText.latency(microseconds: UInt64(status.loopLatencyMaxUs)),
            HumanText.bytes(status.residentBytes),
            report.proportionalBytes.map(HumanText.bytes) ?? "-",
        ]
    }

    /// Shares are upper bounds of buckets, and can lie above the longest delay there was.
    private static func latency(_ microseconds: UInt32, _ status: DaemonStatus) -> String {
        HumanText.latency(microseconds: UInt64(min(microseconds, status.loopLatencyMaxUs)))
    }

    private static func notes(_ report: DaemonReport) -> [String] {
        let peers = (report.status?.peers ?? []).filter { $0.state != "connected" }
            .map { "peer \($0.name) is \($0.state)" }
        let all = [report.problem].compactMap { $0 } + (report.status?.notes ?? []) + peers
        return all.map { "\(report.daemon.rawValue): \($0)" }
    }
}
