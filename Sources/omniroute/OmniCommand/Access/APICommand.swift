internal import ArgumentParser
internal import Configuration
internal import IPC

/// `omniroute api METHOD PATH`.
struct APICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: "One call of the management API, as it is.",
        discussion: """
            The body of the answer goes to standard output, whatever it is. Exit status as of other commands: 0 for a \
            status of 200 and more, 77 for 401 and 403, 1 for 404, and so on.

            Examples:
              omniroute api GET /api/connections
              omniroute api PATCH /api/connections/work -f priority=2
              omniroute api PUT /api/config --input config.json
              omniroute api GET /api/openapi.json
            """)

    @Argument(
        help: "GET, POST, PUT, PATCH or DELETE.",
        completion: .list(["GET", "POST", "PUT", "PATCH", "DELETE"]))
    var method: String

    @Argument(help: "Path and query, such as /api/models.")
    var path: String

    @Option(
        name: [.customShort("f"), .customLong("field")],
        help: ArgumentHelp("A field of the body; as of other commands.", valueName: "field=value"))
    var fields: [String] = []

    @Option(
        help: ArgumentHelp("A file with the body, - for standard input.", valueName: "file"),
        completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("The type of that file.", valueName: "type"))
    var contentType = "application/json"

    @Flag(name: .shortAndLong, help: "Print status and headers of the answer as well.")
    var include = false

    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard fields.isEmpty || input == nil else {
            throw ValidationError("only one of --field and --input may be given")
        }
        guard path.hasPrefix("/api/") || path.hasPrefix("api/") else {
            throw ValidationError("the path begins with /api/")
        }
    }

    func run() throws {
        var call = ManageCall(
            method: method.uppercased(), target: path.hasPrefix("/") ? path : "/" + path)
        if let input {
            call.body = try InputFile.read(input, limit: ManageCall.bodyLimitBytes)
            call.headers = [Header(name: "content-type", value: contentType)]
        } else if !fields.isEmpty {
            let body = try FieldBody(sources: .system).body(fields)
            call = .json(call.method, call.target, body.bytes)
        }
        let reply = try ManageSession(places).reply(to: call)
        if include {
            var text = "HTTP \(reply.status)\n"
            for header in reply.headers {
                text += "\(HumanText.clean(header.name)): \(HumanText.clean(header.value))\n"
            }
            Terminal.line(text)
        }
        // What a terminal would obey is not for one.
        let isForEyes = Terminal.isInteractive && reply.isJSON
        Terminal.output(isForEyes ? Array(JSONText.text(reply.body).utf8) : reply.body)
        if Terminal.isInteractive, !reply.body.isEmpty, reply.body.last != UInt8(ascii: "\n") {
            Terminal.line("")
        }
        // The answer has said why.
        if let failure = reply.failure { throw CommandFailure(status: failure.status, "") }
    }
}
