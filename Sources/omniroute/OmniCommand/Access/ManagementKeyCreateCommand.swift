internal import ArgumentParser

/// `omniroute management-keys create NAME`.
struct ManagementKeyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a management key and show it, this once.",
        discussion: "The key alone goes to standard output.")

    @Argument(help: "Its name.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "What it may: read, write, access (to manage who may use the API). Repeat it for several.",
            valueName: "scope"),
        completion: .list(["read", "write", "access"]))
    var scope: [String] = ["read"]

    @Option(help: ArgumentHelp("When it ends: a date or a moment.", valueName: "time"))
    var expires: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        var body = BodyValue.empty
        try body.set(["name"], .text(name))
        for scope in scope { try body.set(["scopes"], .text(scope), appends: true) }
        if let expires { try body.set(["expires_at"], .text(expires)) }
        let call = ManageCall.json("POST", APIPath.of("management-keys"), body.bytes)
        let reply = try ManageSession(places).send(call)
        try MadeKey.print(reply, "management key \(name): added", output.format)
    }
}
