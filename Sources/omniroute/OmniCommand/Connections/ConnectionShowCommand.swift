internal import ArgumentParser

/// `omniroute connections show NAME`.
struct ConnectionShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one with all its fields, and how it stands; secrets stay hidden.")

    @Argument(help: "Its name.", completion: LiveNames.connections)
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        let configured = try session.get(ConnectionResource.path(name))
        let states = try ConnectionListCommand.states(session)
        for connection in ConnectionListCommand.joined([configured], states) {
            Sheet.print(connection, output.format)
        }
    }
}
