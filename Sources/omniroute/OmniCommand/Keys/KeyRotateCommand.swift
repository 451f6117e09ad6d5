internal import ArgumentParser

/// `omniroute keys rotate NAME`.
struct KeyRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give a key another secret and show it, this once.",
        discussion: """
            With --grace the old secret works for a while beside the new one, so that no client stands still. Without, it \
            ends at once.

            Example: omniroute keys rotate laptop --grace 24h
            """)

    @Argument(help: "Its name.", completion: LiveNames.completion(KeyResource.self))
    var name: String

    @Option(help: ArgumentHelp("How long the old secret still works.", valueName: "time"))
    var grace: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let target = APIPath.of("keys", name, "rotate")
        var call = ManageCall(method: "POST", target: target)
        if let grace {
            var body = BodyValue.empty
            try body.set(["grace"], .text(grace))
            call = .json("POST", target, body.bytes)
        }
        let reply = try ManageSession(places).send(call)
        try MadeKey.print(reply, "key \(name): rotated", output.format)
    }
}
