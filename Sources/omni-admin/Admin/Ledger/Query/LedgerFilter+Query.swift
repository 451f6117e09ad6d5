internal import IPC

/// Which parameters a kind of question has for its filter.
enum LedgerParameters {
    private static let names = [
        "key", "provider", "connection", "model", "combo", "client", "endpoint", "result",
    ]
    /// Of rows of requests, and of events.
    static let requests =
        names + [
            "from", "until", "zone", "model_asked", "dialect", "status", "min_attempts",
            "min_cost_usd", "min_total_ms", "search", "stream", "cache", "request_id",
        ]
    /// Of rows of attempts.
    static let attempts = [
        "from", "until", "zone", "provider", "connection", "model", "combo", "dialect", "result",
        "status", "min_cost_usd", "min_total_ms", "search", "request_id",
    ]
    /// Of rows of outbound calls.
    static let calls = [
        "from", "until", "zone", "connection", "result", "status", "min_total_ms", "search",
        "request_id",
    ]
    /// Of lines of the daemons' logs.
    static let console = [
        "from", "until", "zone", "level", "daemon", "search", "request_id",
    ]
    /// Of sums.
    static let sums = names + ["from", "until", "range", "zone"]
    /// Of events: times make no sense of what is still to come.
    static let events =
        requests.filter { !["from", "until", "zone"].contains($0) } + ["level", "daemon"]

    /// Parameters that may be given several times.
    static let repeatable: Set<String> = [
        "key", "provider", "connection", "model", "model_asked", "combo", "client", "endpoint",
        "dialect", "result", "status", "cache", "daemon", "group", "topics",
    ]
}

extension LedgerFilter {
    /// Reads all parameters of a filter that a request may have; its operation says which.
    ///
    /// - Throws: 400 with the name of what is wrong.
    init(_ fields: QueryFields, _ span: LedgerSpan) throws(APIError) {
        self.init()
        fromUnixUs = span.from
        untilUnixUs = span.until
        keys = try fields.texts("key")
        providers = try fields.texts("provider")
        connections = try fields.texts("connection")
        models = try fields.texts("model")
        modelsAsked = try fields.texts("model_asked")
        combos = try fields.texts("combo")
        clients = try fields.texts("client")
        endpoints = try fields.words("endpoint", of: LedgerWords.endpoints)
        dialects = try fields.words("dialect", of: LedgerWords.dialects)
        results = try fields.words("result", of: LedgerWords.results)
        statuses = try fields.numbers("status", 0...599).map { UInt32($0) }
        minAttempts = UInt32(try fields.number("min_attempts", 0...1000) ?? 0)
        minCost = try fields.dollars("min_cost_usd") ?? 0
        minTotalUs = (try fields.number("min_total_ms", 0...86_400_000) ?? 0) * 1000
        search = try fields.text("search") ?? ""
        stream = try fields.flag("stream")
        caches = try fields.words("cache", of: LedgerWords.caches)
        requestID = try fields.text("request_id") ?? ""
        minLevel = try fields.word("level", of: LedgerWords.levels) ?? .levelNone
        daemons = try fields.words("daemon", of: LedgerWords.daemons)
    }
}
