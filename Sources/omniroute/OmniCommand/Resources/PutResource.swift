internal import ArgumentParser
internal import Configuration

/// `omniroute NOUN set NAME FIELD=VALUE...` of things that are given whole: made, or replaced.
struct PutResource<Kind: Resource>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "set", abstract: "Make one, or replace one as a whole.",
            discussion: "Example: \(Kind.example)")
    }

    @Argument(help: "Its name.", completion: LiveNames.completion(Kind.self))
    var name: String

    @OptionGroup var fields: FieldArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let body = try FieldBody(sources: .system).body(fields.fields)
        guard !body.isEmpty else { throw CommandFailure(.usage, "name its fields: FIELD=VALUE") }
        let call = ManageCall.json("PUT", Kind.path(name), body.bytes)
        let reply = try ManageSession(places).send(call)
        try Outcome.print(
            reply, "\(Kind.noun) \(name): set", output.format, nameField: Kind.nameField)
    }
}
