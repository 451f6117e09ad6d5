internal import ArgumentParser

/// Which lines of the daemons' logs are meant, beside their time and text.
struct ConsoleFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "At least this level: \(ConsoleLine.levels.joined(separator: ", ")).",
            valueName: "level"),
        completion: .list(ConsoleLine.levels))
    var level: String?

    @Option(
        help: ArgumentHelp("Only of this daemon.", valueName: "daemon"),
        completion: .list(DaemonName.allCases.map(\.rawValue)))
    var daemon: [String] = []

    func validate() throws {
        if let level, !ConsoleLine.levels.contains(level) {
            throw ValidationError(
                "there is no level \(level); one of \(ConsoleLine.levels.joined(separator: ", "))")
        }
        for name in daemon where DaemonName(argument: name) == nil {
            throw ValidationError("there is no daemon \(name)")
        }
    }

    /// The options that are given.
    var given: [String] { (level == nil ? [] : ["level"]) + (daemon.isEmpty ? [] : ["daemon"]) }

    /// As parameters of a query.
    var query: [APIPath.Parameter] {
        (level.map { [("level", $0)] } ?? [])
            + daemon.compactMap { DaemonName(argument: $0) }.map { ("daemon", $0.rawValue) }
    }
}
