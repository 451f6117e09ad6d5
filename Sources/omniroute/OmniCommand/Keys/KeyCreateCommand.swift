internal import ArgumentParser
internal import Configuration

/// `omniroute keys create NAME`.
struct KeyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an API key and show it, this once.",
        discussion: """
            The key alone goes to standard output. Without fields it may do everything a client can do.

            Examples:
              omniroute keys create laptop > laptop.key
              omniroute keys create night 'models[]=cheap/*' 'rates[]=100/1m' expires=2027-01-31
              omniroute keys create old-client secret_file=old.key
            """)

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var fields: FieldArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        var body = BodyValue.empty
        try body.set(["name"], .text(name))
        body = try FieldBody(sources: .system).body(fields.fields, on: body)
        let call = ManageCall.json("POST", APIPath.of("keys"), body.bytes)
        let reply = try ManageSession(places).send(call)
        try MadeKey.print(reply, "key \(name): added", output.format)
    }
}
