internal import ArgumentParser

/// `omniroute NOUN remove NAME...`, or `revoke`.
struct RemoveResource<Kind: Resource>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Kind.removal, abstract: "Take it away; several may be named.")
    }

    @Argument(help: "The names.", completion: LiveNames.completion(Kind.self))
    var names: [String]

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        for name in names {
            try session.send(ManageCall(method: "DELETE", target: Kind.path(name)))
            Terminal.line("\(Kind.noun) \(name): \(Kind.removal)d")
        }
    }
}
