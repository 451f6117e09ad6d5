internal import ArgumentParser

/// `omniroute NOUN show NAME`.
struct ShowResource<Kind: Resource>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: "Show one with all its fields; secrets stay hidden.")
    }

    @Argument(help: "Its name.", completion: LiveNames.completion(Kind.self))
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let value = try ManageSession(places).get(Kind.path(name))
        Sheet.print(value, output.format, nameField: Kind.nameField)
    }
}
