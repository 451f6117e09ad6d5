internal import ArgumentParser
internal import Configuration

/// `omniroute NOUN add NAME FIELD=VALUE...`, or `create`.
struct CreateResource<Kind: Resource>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Kind.creation, abstract: "Make a new one.",
            discussion: "Example: \(Kind.example)")
    }

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var fields: FieldArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        var body = BodyValue.empty
        try body.set([Kind.nameField], .text(name))
        body = try FieldBody(sources: .system).body(fields.fields, on: body)
        let call = ManageCall.json("POST", APIPath.of(Kind.collection), body.bytes)
        let reply = try ManageSession(places).send(call)
        try Outcome.print(
            reply, "\(Kind.noun) \(name): added", output.format, nameField: Kind.nameField)
    }
}
