internal import ArgumentParser
internal import Configuration

/// `omniroute connections set NAME`.
struct ConnectionSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change fields of a connection, or its key.",
        discussion: """
            The other fields stay as they are, the key too. FIELD=null gives a field its default again.

            Examples:
              omniroute connections set work priority=2 'tags=["night"]'
              omniroute connections set work --key-stdin < new.key
            """)

    @Argument(help: "Its name.", completion: LiveNames.connections)
    var name: String

    @OptionGroup var fields: FieldArguments
    @OptionGroup var secret: SecretOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        var body = try FieldBody(sources: .system).body(fields.fields)
        if let key = try secret.read(.system) { try body.set(["api_key"], .text(key)) }
        guard !body.isEmpty else {
            throw CommandFailure(.usage, "name the fields to change: FIELD=VALUE, or a key")
        }
        let call = ManageCall.json("PATCH", ConnectionResource.path(name), body.bytes)
        let reply = try ManageSession(places).send(call)
        try Outcome.print(reply, "connection \(name): changed", output.format)
    }
}
