internal import DaemonLife

/// The program `omni-ingress`.
public enum IngressDaemon {
    static let description = DaemonDescription(
        name: "omni-ingress",
        summary: "the door: HTTP in, authentication and limits, frames to translate",
        // Asks how all daemons are.
        peers: ["omni-admin": []])

    /// Runs until a signal ends it.
    public static func main() -> Never {
        Daemon.main(description) { daemon in try IngressService(daemon) }
    }
}
