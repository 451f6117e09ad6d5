internal import ArgumentParser
internal import JSON

/// `omniroute explain REQUEST-ID`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Show how it was decided who answers a request, where its time went, what it cost.",
        discussion: """
            Each decision with its candidates and why others were passed over. The decisions of the last few thousand \
            requests since route's start are remembered; the record of a request is kept much longer.
            """)

    @Argument(help: "The id, as X-Request-Id gave it.")
    var request: String

    @Flag(help: "With the recorded bodies, secrets masked; -o json has them whole.")
    var bodies = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        guard let found = try RequestDetail.document(request, session, bodies: bodies) else {
            throw CommandFailure(
                .unhealthy, "nothing is known of a request \(HumanText.clean(request))")
        }
        if output.format == .table {
            for line in Self.lines(found) { Terminal.line(line) }
        } else {
            Sheet.print(found, output.format)
        }
        // Half of it is worth showing, and is not all there is.
        if let failure = RequestDetail.silence(found) { throw failure }
    }

    /// The decisions, the record with its attempts, where the time went, what it cost, the bodies.
    static func lines(_ found: JSONValue) -> [String] {
        var lines = (found["decisions"]?.array ?? []).flatMap(DecisionText.decision)
        let hasRoute = found["missing"]?.array?.contains { $0.string == "route" } != true
        if lines.isEmpty, hasRoute {
            lines.append("route remembers no decision about it any more")
        }
        guard let record = found["request"], !record.isNull else { return lines }
        lines += ["", RequestLine.text(record)]
        lines += (found["attempts"]?.array ?? []).map {
            "  " + AttemptLine.text($0, isIndented: true)
        }
        lines += Timeline.lines(record) + CostText.parts(record)
        return lines + BodyText.lines(found["bodies"]?.array ?? [])
    }
}
