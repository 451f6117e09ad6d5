internal import ArgumentParser
internal import EventLoop

/// `omniroute status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state of each daemon.",
        discussion: "Exit status: 0 when all are ready, 69 when one is not reachable, 1 otherwise.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let place = SocketPlace.find(places)
        let reports = StatusQuery(place).ask()
        let resting = OnDemandReport.all(at: place)
        if json {
            Terminal.line(JSONText.text(StatusJSON.bytes(reports, resting)))
        } else {
            for line in StatusTable.lines(reports, now: wallMicroseconds()) { Terminal.line(line) }
            for report in resting { Terminal.line(report.line) }
        }
        if reports.contains(where: { $0.status == nil }) { throw CommandFailure(.unavailable, "") }
        if !reports.allSatisfy(\.isReady) { throw CommandFailure(.unhealthy, "") }
    }
}
