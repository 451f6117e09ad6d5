package import DaemonLife
internal import IPC

/// The daemon `omni-admin`.
public enum AdminDaemon {
    /// Fixed facts.
    package static let description = DaemonDescription(
        name: "omni-admin", summary: "the management API: checks and makes changes",
        peers: ["omni-ingress": [.manage]])

    /// Runs until it is told to stop, or until nobody has asked for a while.
    public static func main() -> Never {
        Daemon.main(description) { daemon in try AdminService(daemon) }
    }
}
