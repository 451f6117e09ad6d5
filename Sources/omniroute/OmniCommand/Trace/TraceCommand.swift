internal import ArgumentParser
internal import IPC

/// `omniroute trace DAEMON`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show the frames of a daemon as they pass, until interrupted.",
        discussion: """
            Secrets are hidden. A reader that is too slow loses lines and is told how many; the daemon is never slowed down.
            """)

    @Argument(help: "ingress, translate, route, egress, logd or admin.")
    var daemon: String

    @Option(
        help: ArgumentHelp(
            "Only frames to or from this peer: another daemon, or omniroute.", valueName: "peer"),
        completion: .list(TraceCommand.peers))
    var peer: String?

    @OptionGroup var places: PlaceOptions

    func run() throws {
        guard let name = DaemonName(argument: daemon) else {
            let names = DaemonName.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "there is no daemon \"\(daemon)\"; one of \(names)")
        }
        let peer = try peerName()
        let line = try DaemonLine(name, at: SocketPlace.find(places))
        try line.lines(
            .trace, head: TraceAsk(peer: peer), until: { Terminal.failure != nil }
        ) { text in
            Terminal.output(text + [UInt8(ascii: "\n")])
        }
    }

    /// Who talks with daemons.
    static let peers = DaemonName.allCases.map(\.rawValue) + ["omniroute"]

    /// The peer as daemons know it, empty for all; one that there is not would be waited for without an end.
    func peerName() throws(CommandFailure) -> String {
        guard let peer else { return "" }
        if let daemon = DaemonName(argument: peer) { return daemon.rawValue }
        guard Self.peers.contains(peer) else {
            throw CommandFailure(
                .usage,
                "there is no peer \"\(HumanText.clean(peer))\"; one of \(Self.peers.joined(separator: ", "))"
            )
        }
        return peer
    }
}
