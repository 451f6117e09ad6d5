internal import ArgumentParser
internal import Configuration

/// `omniroute NOUN set NAME FIELD=VALUE...`.
struct ChangeResource<Kind: Resource>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "set", abstract: "Change fields of one; the others stay as they are.",
            discussion: "FIELD=null gives a field its default again.")
    }

    @Argument(help: "Its name.", completion: LiveNames.completion(Kind.self))
    var name: String

    @OptionGroup var fields: FieldArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let body = try FieldBody(sources: .system).body(fields.fields)
        guard !body.isEmpty else {
            throw CommandFailure(.usage, "name the fields to change: FIELD=VALUE")
        }
        let call = ManageCall.json("PATCH", Kind.path(name), body.bytes)
        let reply = try ManageSession(places).send(call)
        try Outcome.print(
            reply, "\(Kind.noun) \(name): changed", output.format, nameField: Kind.nameField)
    }
}
