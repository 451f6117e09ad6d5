internal import ArgumentParser
internal import JSON

/// `omniroute connections test`.
struct ConnectionTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Call providers to see whether they answer.",
        discussion: """
            The list of models is asked for, or a chat of one token where there is no list. Exit status 1 when one fails.
            """)

    @Argument(help: "The connections.", completion: LiveNames.connections)
    var names: [String] = []

    @Flag(help: "All that are enabled.")
    var all = false

    @Option(help: ArgumentHelp("Ask this model for a chat of one token.", valueName: "name"))
    var model: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard all == names.isEmpty else {
            throw ValidationError("name the connections to test, or give --all")
        }
    }

    func run() throws {
        let session = try ManageSession(SocketPlace.find(places), patience: ConnectionTest.patience)
        let chosen = all ? try Self.enabled(session) : names
        var results: [JSONValue] = []
        for name in chosen {
            let target = APIPath.of("connections", name, "test", query: ["model": model])
            let result = try session.send(ManageCall(method: "POST", target: target)).json()
            if output.format == .table {
                Terminal.line("\(HumanText.clean(name)): \(ConnectionTest.text(result))")
            }
            results.append(try JSONDocument(ConnectionTest.object(name, result)).root)
        }
        let listing = Listing(columns: [], nothing: "no connection is enabled")
        if output.format != .table || chosen.isEmpty { listing.print(results, output.format) }
        guard results.allSatisfy({ $0["valid"]?.bool == true }) else {
            throw CommandFailure(.unhealthy, "")
        }
    }

    private static func enabled(_ session: ManageSession) throws(CommandFailure) -> [String] {
        try session.list(APIPath.of("connections"))
            .filter { $0["enabled"]?.bool != false }.compactMap { $0["name"]?.string }
    }
}
