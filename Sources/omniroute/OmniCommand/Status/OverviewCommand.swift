internal import ArgumentParser
internal import DaemonLife

/// `omniroute` alone: how things stand, and the next step.
///
/// It starts nothing by surprise.
struct OverviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview", abstract: "Show how things stand and what to do next.",
        shouldDisplay: false)

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let place = SocketPlace.find(places)
        let reports = StatusQuery(place).ask()
        let ready = reports.count { $0.isReady }
        Terminal.line(
            "omniroute \(omniVersion): \(ready) of \(reports.count) daemons ready (\(place.path))")
        switch ready {
        case reports.count:
            Terminal.line("More: omniroute status, omniroute logs -f, omniroute --help")
        case 0: Terminal.line("Start it: omniroute up, or systemctl start omni.target")
        default:
            Terminal.line("What is wrong: omniroute doctor")
            throw CommandFailure(.unavailable, "")
        }
    }
}
