internal import DaemonLife
internal import IPC

/// The program `omni-egress`.
package enum EgressDaemon {
    /// Who may ask what; root and the daemon's own user may everything, which is how the command line applies the vault.
    private static let description = DaemonDescription(
        name: "omni-egress", summary: "performs HTTP for the gateway and holds its credentials",
        peers: [
            "omni-translate": [.egress],
            // Gathers metrics, as every peer may.
            "omni-ingress": [],
        ])

    /// Runs the daemon until it is told to stop.
    package static func main() -> Never {
        Daemon.main(description) { daemon in try EgressService(daemon) }
    }
}
