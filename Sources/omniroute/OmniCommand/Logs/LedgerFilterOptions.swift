internal import ArgumentParser

/// Which rows of the ledger are meant; within an option any of its values, between options all of them.
struct LedgerFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "From then on: 2h or 7d (that long ago), a date, or a moment (2026-11-30T08:00:00Z).",
            valueName: "time"))
    var since: TimeArgument?

    @Option(help: ArgumentHelp("Before then; a date is in it whole.", valueName: "time"))
    var until: TimeArgument?

    @Option(
        help: ArgumentHelp("Of this API key; - for none.", valueName: "name"),
        completion: LiveNames.completion(KeyResource.self))
    var key: [String] = []

    @Option(
        help: ArgumentHelp("Answered by this provider.", valueName: "name"),
        completion: LiveNames.completion(ProviderResource.self))
    var provider: [String] = []

    @Option(
        help: ArgumentHelp("Answered by this connection.", valueName: "name"),
        completion: LiveNames.connections)
    var connection: [String] = []

    @Option(
        help: ArgumentHelp("Answered with this model; * for anything.", valueName: "model"),
        completion: LiveNames.models)
    var model: [String] = []

    @Option(
        help: ArgumentHelp("Through this combo.", valueName: "name"),
        completion: LiveNames.completion(ComboResource.self))
    var combo: [String] = []

    @Option(
        help: ArgumentHelp("Asked by this program, such as claude-cli.", valueName: "program"))
    var client: [String] = []

    @Option(
        help: ArgumentHelp("Such as chat, completion or count_tokens.", valueName: "endpoint"),
        completion: .list(LedgerFilterOptions.endpoints))
    var endpoint: [String] = []

    @Option(
        help: ArgumentHelp(
            "ok, refused, limited, failed, client_gone or broken.", valueName: "result"),
        completion: .list(LedgerFilterOptions.results))
    var result: [String] = []

    @Option(help: ArgumentHelp("With this HTTP status.", valueName: "status"))
    var status: [UInt32] = []

    @Flag(help: "Only what went wrong: refused, limited, failed or broken.")
    var errors = false

    @Option(help: ArgumentHelp("Of at least so many US dollars.", valueName: "usd"))
    var minCost: Money?

    @Option(help: ArgumentHelp("That took at least so long, such as 2s.", valueName: "time"))
    var slowerThan: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "With this in its id, error, models, key or connection.", valueName: "text"))
    var search: String?

    /// What requests are sent to.
    static let endpoints = [
        "chat", "completion", "generate", "count_tokens", "compact", "models", "model",
        "stored_response", "delete_response",
    ]
    /// How requests end.
    static let results = ["ok", "refused", "limited", "failed", "client_gone", "broken"]
    private static let wrong = ["refused", "limited", "failed", "broken"]

    func validate() throws {
        for name in result where !Self.results.contains(name) {
            throw ValidationError(
                "there is no result \(name); one of \(Self.results.joined(separator: ", "))")
        }
        guard result.isEmpty || !errors else {
            throw ValidationError("only one of --result and --errors may be given")
        }
    }

    /// Refuses what a table has no filter for, here and among further options that are given.
    func check(
        _ filters: [String], of table: String, further: [String] = []
    ) throws(CommandFailure) {
        guard let other = (given + further).first(where: { !filters.contains($0) }) else { return }
        let known = filters.map { "--\($0)" }.joined(separator: ", ")
        throw CommandFailure(
            .usage, "--\(other) is no filter of \(table), which has \(known)")
    }

    /// The options that are given.
    private var given: [String] {
        let all: [(String, Bool)] = [
            ("since", since != nil), ("until", until != nil), ("key", !key.isEmpty),
            ("provider", !provider.isEmpty), ("connection", !connection.isEmpty),
            ("model", !model.isEmpty), ("combo", !combo.isEmpty), ("client", !client.isEmpty),
            ("endpoint", !endpoint.isEmpty), ("result", !result.isEmpty),
            ("status", !status.isEmpty), ("errors", errors), ("min-cost", minCost != nil),
            ("slower-than", slowerThan != nil), ("search", search != nil),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// As parameters of a query; `now` in microseconds since 1970.
    func query(now: Int64) -> [APIPath.Parameter] {
        var query = times(now: now)
        query += subjects
        query += (errors ? Self.wrong : result).map { ("result", $0) }
        query += status.map { ("status", "\($0)") }
        if let minCost { query.append(("min_cost_usd", minCost.decimal)) }
        if let slowerThan {
            query.append(("min_total_ms", "\(slowerThan.microseconds / 1_000)"))
        }
        if let search { query.append(("search", search)) }
        return query
    }

    /// The same without times: for what happens from now on.
    func liveQuery() -> [APIPath.Parameter] {
        query(now: 0).filter { $0.name != "from" && $0.name != "until" }
    }

    /// The bounds in time.
    func times(now: Int64) -> [APIPath.Parameter] {
        TimeArgument.bounds(since: since, until: until, now: now)
    }

    private var subjects: [APIPath.Parameter] {
        let named: [(String, [String])] = [
            ("key", key), ("provider", provider), ("connection", connection), ("model", model),
            ("combo", combo), ("client", client), ("endpoint", endpoint),
        ]
        return named.flatMap { name, values in values.map { (name, $0) } }
    }
}
