internal import ArgumentParser

/// `omniroute NOUN enable NAME...` and `disable`.
struct SwitchResource<Kind: Resource, Direction: SwitchDirection>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Direction.verb,
            abstract: Direction.enables ? "Use it again." : "Use it no more, and keep it.")
    }

    @Argument(help: "The names.", completion: LiveNames.completion(Kind.self))
    var names: [String]

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        var body = BodyValue.empty
        try body.set(["enabled"], .bool(Direction.enables))
        for name in names {
            try session.send(.json("PATCH", Kind.path(name), body.bytes))
            Terminal.line("\(Kind.noun) \(name): \(Direction.verb)d")
        }
    }
}
