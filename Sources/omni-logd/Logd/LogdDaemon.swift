package import DaemonLife
internal import IPC

/// The daemon `omni-logd`.
public enum LogdDaemon {
    /// Fixed facts.
    package static let description = DaemonDescription(
        name: "omni-logd", summary: "keeps the ledger: requests, attempts, usage and costs",
        peers: [
            "omni-ingress": [.records], "omni-translate": [.records],
            "omni-route": [.records, .ledgerApply], "omni-egress": [.records],
            "omni-admin": [.records, .ledgerQuery, .ledgerCommand, .status],
        ])

    /// Runs until it is told to stop.
    public static func main() -> Never {
        Daemon.main(description) { daemon in try LogdService(daemon) }
    }
}
