internal import ArgumentParser

/// `omniroute aliases set NAME MODEL`.
struct AliasSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Make an alias, or lead one elsewhere.")

    @Argument(
        help: "The name; in it * stands for any characters and ? for one.",
        completion: LiveNames.completion(AliasResource.self))
    var name: String

    @Argument(help: "What it stands for: a model, a combo.", completion: LiveNames.models)
    var model: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        var body = BodyValue.empty
        try body.set(["model"], .text(model))
        let call = ManageCall.json("PUT", AliasResource.path(name), body.bytes)
        let reply = try ManageSession(places).send(call)
        try Outcome.print(reply, "alias \(name): \(model)", output.format)
    }
}
