internal import Configuration
internal import Glibc
internal import IPC

/// A change of the configuration as a whole, brought to the API.
struct ConfigurationChange {
    /// "PUT" or "POST".
    let method: String
    /// The path below /api/.
    let path: [String]
    /// Further words of the query.
    var query: [(name: String, value: String)] = []
    let document: Document

    /// Asks where something would be removed and somebody can be asked, applies, and says what changed.
    func run(_ options: ChangeOptions) throws(CommandFailure) {
        let session = try ManageSession(options.places)
        if options.dryRun { return try report(send(session, dryRun: true), options) }
        guard Terminal.canAsk, !options.yes else {
            return try report(send(session, dryRun: false), options)
        }
        let before = try send(session, dryRun: true)
        if before.removes { try Self.ask(before) }
        // What was shown is what is applied: nobody changed anything meanwhile.
        try report(send(session, dryRun: false, ifGeneration: before.generation), options)
    }

    /// What would change.
    func preview(_ places: PlaceOptions) throws(CommandFailure) -> ConfigurationDiff {
        try send(ManageSession(places), dryRun: true)
    }

    private func send(
        _ session: ManageSession, dryRun: Bool, ifGeneration: Int64? = nil
    ) throws(CommandFailure) -> ConfigurationDiff {
        var call = ManageCall.json(method, target(dryRun: dryRun), document.json())
        if let ifGeneration {
            call.headers.append(Header(name: "if-match", value: "\"\(ifGeneration)\""))
        }
        do throws(CommandFailure) {
            return try ConfigurationDiff(try session.send(call))
        } catch  where error.status == CommandFailure.Kind.data.rawValue {
            // Of a whole configuration everything that is wrong is a mistake in it.
            throw CommandFailure(.configuration, error.message)
        }
    }

    private func target(dryRun: Bool) -> String {
        var words = query
        if dryRun { words.append(("dry_run", "true")) }
        let text = words.map { "\($0.name)=\(APIPath.encode($0.value))" }.joined(separator: "&")
        let path = "/api/" + path.map(APIPath.encode).joined(separator: "/")
        return text.isEmpty ? path : "\(path)?\(text)"
    }

    private func report(
        _ diff: ConfigurationDiff, _ options: ChangeOptions
    ) throws(CommandFailure) {
        if options.json {
            return Terminal.line(JSONText.text(diff.answer))
        }
        for line in diff.lines(colored: Terminal.usesColor) { Terminal.line(line) }
        Terminal.line(Self.summary(diff, dryRun: options.dryRun))
    }

    /// The last line.
    static func summary(_ diff: ConfigurationDiff, dryRun: Bool) -> String {
        if diff.isEmpty { return "unchanged: generation \(diff.generation)" }
        return dryRun
            ? "would change: \(diff.summary)"
            : "applied: generation \(diff.generation), \(diff.summary)"
    }

    private static func ask(_ diff: ConfigurationDiff) throws(CommandFailure) {
        for line in diff.lines(colored: Terminal.usesColor) { Terminal.error(line) }
        guard Confirmation.ask("Apply this?") else {
            throw CommandFailure(.unhealthy, "nothing was changed")
        }
    }
}
