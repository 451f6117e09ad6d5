package import DaemonLife
internal import IPC

/// The daemon `omni-logd`.
public enum LogdDaemon {
    /// Fixed facts.
    package static let description = DaemonDescription(
        name: "omni-logd", summary: "remembers requests, their attempts and their usage",
        peers: [
            "omni-ingress": [.records], "omni-translate": [.records], "omni-route": [.records],
            "omni-egress": [.records], "omni-admin": [.records, .logQuery],
        ])

    /// Runs until it is told to stop.
    public static func main() -> Never {
        Daemon.main(description) { daemon in try LogdService(daemon) }
    }
}
