internal import ArgumentParser
internal import Glibc
internal import IPC

/// `omniroute logs`.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show the requests that were served, the newest last.")

    @Flag(name: [.customShort("f"), .long], help: "Go on with new requests as they end.")
    var follow = false

    @Option(help: ArgumentHelp("Only this request, with its attempts.", valueName: "id"))
    var request: String?

    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp(
            "How many to show (20; with -f those to come and the last 10).", valueName: "n"))
    var count: UInt32?

    @Flag(help: "Print JSON lines as logd keeps them.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let query = LogQuery(
            requestID: request ?? "", limit: count ?? (follow ? 10 : 20), follow: follow)
        let line = try DaemonLine(.logd, at: SocketPlace.find(places))
        let asJSON = json
        var shown = 0
        try line.lines(.logQuery, head: query) { bytes in
            shown += 1
            let text = asJSON ? bytes : Array(RequestLine.text(bytes).utf8)
            Terminal.write(text + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
        }
        if let request, shown == 0 {
            throw CommandFailure(.unhealthy, "logd has no request \(request)")
        }
    }
}
