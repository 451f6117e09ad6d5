internal import DaemonLife
internal import IPC

/// The daemon omni-translate.
public enum TranslateDaemon {
    /// Fixed facts.
    static let description = DaemonDescription(
        name: "omni-translate",
        summary: "translates requests and answers between the dialects of clients and providers",
        // omni-admin also asks how all daemons are.
        peers: ["omni-ingress": [.request, .requestEnd], "omni-admin": [.live, .liveCancel]])

    /// Runs until stopped.
    public static func main() -> Never {
        Daemon.main(description) { daemon in TranslateService(daemon) }
    }
}
