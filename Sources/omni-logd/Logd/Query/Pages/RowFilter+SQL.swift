internal import IPC
internal import Store

// Filters as conditions on the tables of a day.
extension RowFilter {
    /// The conditions on `requests`.
    var requestConditions: SQLConditions {
        var conditions = times("received_us")
        conditions.add("key_name", oneOf: Self.names(filter.keys))
        conditions.add("provider", oneOf: Self.names(filter.providers))
        conditions.add("connection_name", oneOf: Self.names(filter.connections))
        conditions.add("model_answered", like: filter.models)
        conditions.add("model_asked", like: filter.modelsAsked)
        conditions.add("combo", oneOf: Self.names(filter.combos))
        addClients(to: &conditions)
        conditions.add("endpoint", oneOf: filter.endpoints.map { Int64($0.rawValue) })
        conditions.add("dialect", oneOf: filter.dialects.map { Int64($0.rawValue) })
        addAny(filter.results.map(Self.requestEnded), to: &conditions)
        conditions.add("status", oneOf: filter.statuses.map { Int64($0) })
        if filter.minAttempts > 0 { conditions.add("attempts >= \(filter.minAttempts)") }
        addAmounts(to: &conditions)
        if let stream = filter.stream { conditions.add("stream = \(stream ? 1 : 0)") }
        conditions.add("cache", oneOf: filter.caches.map { Int64($0.rawValue) })
        addRequest(to: &conditions)
        conditions.add(
            [
                "request_id", "error_code", "model_asked", "model_answered", "key_name",
                "connection_name",
            ], contain: filter.search)
        return conditions
    }

    /// The conditions on `attempts`; as calls of the proxy log or as attempts.
    func attemptConditions(asCalls: Bool) -> SQLConditions {
        var conditions = times("started_us")
        conditions.add("provider", oneOf: Self.names(filter.providers))
        addConnections(to: &conditions, "connection_name")
        conditions.add("model", like: filter.models)
        conditions.add("combo", oneOf: Self.names(filter.combos))
        conditions.add("dialect", oneOf: filter.dialects.map { Int64($0.rawValue) })
        addAny(filter.results.map(Self.attemptEnded), to: &conditions)
        conditions.add("status", oneOf: filter.statuses.map { Int64($0) })
        addAmounts(to: &conditions)
        addRequest(to: &conditions)
        let texts = ["request_id", "error_code", "model", "connection_name", "host", "proxy"]
        conditions.add(
            asCalls ? ["request_id", "connection_id", "host", "proxy"] : texts,
            contain: filter.search)
        return conditions
    }

    /// The conditions on `calls`.
    var callConditions: SQLConditions {
        var conditions = times("started_us")
        addConnections(to: &conditions, nil)
        addAny(filter.results.map(Self.callEnded), to: &conditions)
        conditions.add("status", oneOf: filter.statuses.map { Int64($0) })
        if filter.minTotalUs > 0 {
            conditions.add("total_us >= ?", [Int64(clamping: filter.minTotalUs)])
        }
        addRequest(to: &conditions)
        conditions.add(
            ["request_id", "connection_id", "host", "proxy"], contain: filter.search)
        return conditions
    }

    /// The conditions on `dimensions` for sets whose rows may be wanted: also those of what was beyond the bounds of a day,
    /// and of names that may have been cut.
    var dimensionConditions: SQLConditions {
        var conditions = SQLConditions()
        func add(_ column: String, _ test: String, _ values: [String]) {
            guard !values.isEmpty else { return }
            let tests = values.map { _ in "\(column) \(test)" }.joined(separator: " OR ")
            conditions.add(
                "\(tests) OR \(column) = '\(DimensionSet.other)' OR length(\(column)) >= \(Limits.dimensionBytes / 4)",
                values)
        }
        for (column, values) in [
            ("key", filter.keys), ("provider", filter.providers),
            ("connection", filter.connections), ("combo", filter.combos),
            ("client", filter.clients),
        ] { add(column, "= ?", Self.names(values)) }
        let patterns = Self.names(filter.models).map { SQLConditions.glob($0) }
        add("model", "GLOB ?", patterns)
        conditions.add("endpoint", oneOf: filter.endpoints.map { Int64($0.rawValue) })
        conditions.add("result", oneOf: Self.results(filter).map { Int64($0.rawValue) })
        return conditions
    }

    private static func names(_ values: [String]) -> [String] {
        values.map { $0 == "-" ? "" : $0 }
    }

    private func times(_ column: String) -> SQLConditions {
        var conditions = SQLConditions()
        if filter.fromUnixUs != 0 { conditions.add("\(column) >= ?", [filter.fromUnixUs]) }
        if filter.untilUnixUs != 0 { conditions.add("\(column) < ?", [filter.untilUnixUs]) }
        return conditions
    }

    private func addAmounts(to conditions: inout SQLConditions) {
        if filter.minCost > 0 {
            conditions.add("cost_total >= ?", [Int64(clamping: filter.minCost)])
        }
        if filter.minTotalUs > 0 {
            conditions.add("total_us >= ?", [Int64(clamping: filter.minTotalUs)])
        }
    }

    private func addRequest(to conditions: inout SQLConditions) {
        if !filter.requestID.isEmpty { conditions.add("request_id = ?", [filter.requestID]) }
    }

    /// The program is what stands before the version.
    private func addClients(to conditions: inout SQLConditions) {
        guard !filter.clients.isEmpty else { return }
        var tests: [String] = []
        var values: [any Bindable] = []
        for name in Self.names(filter.clients) {
            let literal = SQLConditions.glob(name, literally: true)
            tests.append("client = ? OR client GLOB ? OR client GLOB ?")
            values += [name, literal + "/*", literal + " *"] as [String]
        }
        conditions.add(tests.joined(separator: " OR "), values)
    }

    private func addConnections(to conditions: inout SQLConditions, _ nameColumn: String?) {
        guard !filter.connections.isEmpty else { return }
        let names = Self.names(filter.connections)
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        var tests = ["connection_id IN (\(marks))"]
        var values = names
        if let nameColumn {
            tests.append("\(nameColumn) IN (\(marks))")
            values += names
        }
        conditions.add(tests.joined(separator: " OR "), values)
    }

    private func addAny(_ tests: [String], to conditions: inout SQLConditions) {
        if !tests.isEmpty { conditions.add(tests.joined(separator: " OR ")) }
    }

    private static func requestEnded(_ result: LedgerResult) -> String {
        let gone = Outcome.clientGone.rawValue
        let broken = Outcome.broken.rawValue
        let whole = "outcome NOT IN (\(gone), \(broken))"
        return switch result {
        case .resultNone: "0"
        case .resultOk: "\(whole) AND status BETWEEN 200 AND 399"
        case .resultRefused:
            "\(whole) AND status BETWEEN 400 AND 499 AND status NOT IN (402, 429)"
        case .resultLimited: "\(whole) AND status IN (402, 429)"
        case .resultFailed: "\(whole) AND status NOT BETWEEN 200 AND 499"
        case .resultClientGone: "outcome = \(gone)"
        case .resultBroken: "outcome = \(broken)"
        }
    }

    private static func attemptEnded(_ result: LedgerResult) -> String {
        let caller = FailureClass.caller.rawValue
        let cancelled = FailureClass.cancelled.rawValue
        return switch result {
        case .resultNone: "0"
        case .resultOk: "failure = 0"
        case .resultRefused: "failure = \(caller) AND status NOT IN (402, 429)"
        case .resultLimited: "failure <> 0 AND status IN (402, 429)"
        case .resultFailed:
            "failure NOT IN (0, \(caller), \(cancelled)) AND status NOT IN (402, 429)"
        case .resultClientGone: "failure = \(cancelled) AND status NOT IN (402, 429)"
        case .resultBroken: "failure <> 0 AND answered"
        }
    }

    private static func callEnded(_ result: LedgerResult) -> String {
        switch result {
        case .resultNone, .resultBroken: "0"
        case .resultOk: "failure = 0 AND status BETWEEN 200 AND 399"
        case .resultRefused:
            "failure = 0 AND status BETWEEN 400 AND 499 AND status NOT IN (402, 429)"
        case .resultLimited: "failure = 0 AND status IN (402, 429)"
        case .resultFailed: "failure > 1 OR failure = 0 AND status NOT BETWEEN 200 AND 499"
        case .resultClientGone: "failure = \(ResetCode.cancelled.rawValue)"
        }
    }
}
