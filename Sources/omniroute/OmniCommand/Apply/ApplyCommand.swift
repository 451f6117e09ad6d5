internal import ArgumentParser
internal import EventLoop
internal import IPC

/// `omniroute apply FILE`.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Check a configuration file and bring it to the running daemons.",
        discussion: """
            The file is the whole configuration: what is missing in it is removed. A file with an error changes nothing
            (exit status 78). Needs the rights of root, or of the user that runs the daemons.
            """)

    @Argument(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let loaded = try ConfigurationLoading.load(file)
        let place = SocketPlace.find(places)
        let route = try DaemonLine(.route, at: place)
        if let number = DaemonLine.obstacle(place.socket(of: .egress)) {
            throw DaemonLine.failure(.egress, place.socket(of: .egress), number)
        }
        let egress = Client(
            route.reactor, path: place.socket(of: .egress), name: "egress", hello: .ofCommand)
        egress.start()
        let before: RouteSummary = try route.ask(
            .routeSummary, RouteSummaryAsk(), within: .seconds(2))
        let applier = Applier(route.reactor, egress: egress, route: route.client)
        var outcome: Result<UInt64, CommandFailure>?
        applier.apply(loaded, within: .seconds(10)) { outcome = $0 }
        let generation = try route.reactor.wait(within: .seconds(11)) { outcome }?.get()
        guard let generation else {
            throw CommandFailure(.temporary, "the daemons did not answer in time")
        }
        let after: RouteSummary = try route.ask(
            .routeSummary, RouteSummaryAsk(), within: .seconds(2))
        print(Self.report(before, after, generation: generation))
    }

    /// One line that says what changed.
    static func report(_ before: RouteSummary, _ after: RouteSummary, generation: UInt64) -> String
    {
        let changes = [
            change("connections", before.connections, after.connections),
            change("keys", before.keys, after.keys),
        ]
        let what = before.generation == generation ? "unchanged" : "applied"
        return "\(what): generation \(generation), \(changes.joined(separator: ", "))"
    }

    private static func change(_ name: String, _ before: UInt32, _ after: UInt32) -> String {
        before == after ? "\(name) \(after)" : "\(name) \(before) -> \(after)"
    }
}
