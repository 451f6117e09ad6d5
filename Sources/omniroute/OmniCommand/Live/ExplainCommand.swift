internal import ArgumentParser
internal import JSON

/// `omniroute explain REQUEST-ID`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how it was decided who answers a request, and what came of it.",
        discussion: """
            Each decision with its candidates and why others were passed over. The decisions of the last few thousand \
            requests since route's start are remembered; the record of a request is kept much longer.
            """)

    @Argument(help: "The id, as X-Request-Id gave it.")
    var request: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let found = try ManageSession(places).get(APIPath.of("requests", request))
        guard output.format == .table else { return Sheet.print(found, output.format) }
        for line in Self.lines(found) { Terminal.line(line) }
    }

    /// The decisions, then the record.
    static func lines(_ found: JSONValue) -> [String] {
        var lines = (found["decisions"]?.array ?? []).flatMap(DecisionText.decision)
        if lines.isEmpty { lines.append("route remembers no decision about it any more") }
        if let record = found["request"], !record.isNull {
            lines.append(RequestLine.text(record.rawBytes))
        }
        return lines
    }
}
