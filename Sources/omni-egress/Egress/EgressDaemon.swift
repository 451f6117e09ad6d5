internal import DaemonLife
internal import IPC

/// The program `omni-egress`.
package enum EgressDaemon {
    /// Who may ask what; root and the daemon's own user may everything.
    private static let description = DaemonDescription(
        name: "omni-egress", summary: "performs HTTP for the gateway and holds its credentials",
        peers: [
            "omni-translate": [.egress, .fetch],
            "omni-admin": [.vaultApply, .vaultStage, .vaultSettle, .egress, .probe],
            // Exports traces; see `EgressService.mayCall`.
            "omni-logd": [.egress],
            // Gathers metrics, as every peer may.
            "omni-ingress": [],
        ],
        flags: [fetchLoopback: "for tests: clients may name URLs of this machine"])

    /// The flag that lets fetches reach this machine.
    static let fetchLoopback = "--fetch-loopback"

    /// Runs the daemon until it is told to stop.
    package static func main() -> Never {
        Daemon.main(description) { daemon in try EgressService(daemon) }
    }
}
