internal import ArgumentParser

/// `omniroute reset [CONNECTION]`.
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract:
            "Forget what went wrong: breakers, cooldowns and locks of a connection, or of all.",
        discussion:
            "For a provider that is known to be well again; the next request asks it at once.")

    @Argument(
        help: "The connection's name; all without one.", completion: LiveNames.connections)
    var connection: String?

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let target = APIPath.of("resilience", "reset")
        var call = ManageCall(method: "POST", target: target)
        if let connection {
            var body = BodyValue.empty
            try body.set(["connection"], .text(connection))
            call = .json("POST", target, body.bytes)
        }
        try ManageSession(places).send(call)
    }
}
