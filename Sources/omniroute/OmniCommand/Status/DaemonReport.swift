internal import IPC

/// What is known about one daemon.
struct DaemonReport {
    /// Which one.
    let daemon: DaemonName
    /// Its own words; nil when it did not answer.
    var status: DaemonStatus?
    /// Why there is no answer.
    var problem: String?
    /// Proportional set size in bytes (proc_pid_smaps_rollup(5)); nil when this user may not read it.
    var proportionalBytes: UInt64?

    /// It answered, and requests could be served.
    var isReady: Bool { status?.ready == true }

    /// One word.
    var state: String {
        guard let status else { return "unreachable" }
        return status.ready ? "ready" : status.draining ? "draining" : "not ready"
    }

    /// The `Pss` line of /proc/PID/smaps_rollup, in bytes.
    static func proportional(_ text: String) -> UInt64? {
        for line in text.split(separator: "\n") where line.hasPrefix("Pss:") {
            let fields = line.split(separator: " ")
            return fields.count > 1 ? UInt64(fields[1]).map { $0 << 10 } : nil
        }
        return nil
    }
}
