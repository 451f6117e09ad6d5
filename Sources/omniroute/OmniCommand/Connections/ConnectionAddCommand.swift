internal import ArgumentParser
internal import Configuration

/// `omniroute connections add NAME`.
struct ConnectionAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an account at a provider.",
        discussion: """
            On a terminal its key is asked for, unless another field says how it proves who it is. A server without keys \
            takes --no-key.

            Examples:
              omniroute connections add work provider=openai --key-stdin < work.key
              omniroute connections add local dialect=ollama base_url=http://127.0.0.1:11434 --no-key
            """)

    @Argument(
        help: "Its name; without a prefix also what stands before the slash in its models' names.")
    var name: String

    @OptionGroup var fields: FieldArguments
    @OptionGroup var secret: SecretOptions

    @Flag(help: "The server takes no key.")
    var noKey = false

    @Flag(help: "Call the provider first, and add nothing when it does not answer well.")
    var test = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    /// Fields that say how a connection proves who it is.
    private static let proofs = [
        "api_key", "access_token", "access_key_id", "service_account",
    ]

    func run() throws {
        var body = BodyValue.empty
        try body.set(["name"], .text(name))
        body = try FieldBody(sources: .system).body(fields.fields, on: body)
        if let key = try key(body) {
            try body.set(["api_key"], .text(key))
        }
        let session = try ManageSession(places)
        if test { try ConnectionTest.validate(body, session) }
        let reply = try session.send(.json("POST", APIPath.of("connections"), body.bytes))
        try Outcome.print(reply, "connection \(name): added", output.format)
    }

    private func key(_ body: BodyValue) throws(CommandFailure) -> String? {
        if let given = try secret.read(.system) { return given }
        guard !noKey, !Self.proofs.contains(where: body.has) else { return nil }
        let typed = try SecretInput.prompt("Key of \(HumanText.clean(name)) (empty for none): ")
        return typed.flatMap { $0.isEmpty ? nil : $0 }
    }
}
