package import IPC
internal import Store

/// A filter of rows: as SQL over a table, and as a test of a request that was just committed.
package struct RowFilter: Sendable {
    /// As it came.
    package let filter: LedgerFilter
    /// Its part that is about dimensions.
    package let dimensions: DimensionFilter

    /// Checks a filter.
    ///
    /// - Parameters:
    ///   - filter: As it came.
    ///   - table: The rows that it is about.
    /// - Throws: What the table knows nothing of.
    package init(_ filter: LedgerFilter?, _ table: LedgerTable) throws(QueryFailure) {
        var filter = filter ?? LedgerFilter()
        guard FilterBounds.holds(filter) else { throw .refused(FilterBounds.refusal) }
        if let unknown = Self.unknown(filter, table) {
            throw .refused("these rows cannot be filtered by \(unknown)")
        }
        filter.clients = DimensionFilter.programs(filter.clients)
        self.filter = filter
        filter.results = Self.results(filter)
        dimensions = DimensionFilter(filter)
    }

    /// How requests may have ended that are wanted: their statuses say that as well.
    static func results(_ filter: LedgerFilter) -> [LedgerResult] {
        guard filter.results.isEmpty, !filter.statuses.isEmpty else { return filter.results }
        let told = filter.statuses.map { status in
            LedgerResult(of: RequestRecord(status: status, outcome: .complete))
        }
        // These two come with any status.
        return Set(told + [.resultClientGone, .resultBroken]).sorted { $0.rawValue < $1.rawValue }
    }

    /// The first condition that a table has no column for.
    private static func unknown(_ filter: LedgerFilter, _ table: LedgerTable) -> String? {
        let isRequests = table == .requests || table == .none
        let isConsole = table == .console
        let given: [(name: String, isGiven: Bool, isKnown: Bool)] = [
            ("key", !filter.keys.isEmpty, isRequests),
            ("provider", !filter.providers.isEmpty, isRequests || table == .attempts),
            ("connection", !filter.connections.isEmpty, !isConsole),
            ("model", !filter.models.isEmpty, isRequests || table == .attempts),
            ("model_asked", !filter.modelsAsked.isEmpty, isRequests),
            ("combo", !filter.combos.isEmpty, isRequests || table == .attempts),
            ("client", !filter.clients.isEmpty, isRequests),
            ("endpoint", !filter.endpoints.isEmpty, isRequests),
            ("dialect", !filter.dialects.isEmpty, isRequests || table == .attempts),
            ("result", !filter.results.isEmpty, !isConsole),
            ("status", !filter.statuses.isEmpty, !isConsole),
            ("min_attempts", filter.minAttempts > 0, isRequests),
            ("min_cost_usd", filter.minCost > 0, isRequests || table == .attempts),
            ("min_total_ms", filter.minTotalUs > 0, !isConsole),
            ("stream", filter.stream != nil, isRequests),
            ("cache", !filter.caches.isEmpty, isRequests),
            ("level", filter.minLevel != .levelNone, isConsole),
            ("daemon", !filter.daemons.isEmpty, isConsole),
        ]
        return given.first { $0.isGiven && !$0.isKnown }?.name
    }

    /// Whether a time is wanted.
    package func contains(_ time: Int64) -> Bool {
        (filter.fromUnixUs == 0 || time >= filter.fromUnixUs)
            && (filter.untilUnixUs == 0 || time < filter.untilUnixUs)
    }

    /// Whether any row of a day may be wanted, by its time.
    package func touches(day: Int) -> Bool {
        let first = filter.fromUnixUs == 0 ? 0 : DayCalendar.day(of: filter.fromUnixUs)
        let last =
            filter.untilUnixUs == 0 ? DayCalendar.last : DayCalendar.day(of: filter.untilUnixUs - 1)
        return first <= day && day <= last
    }

    // MARK: Requests just committed

    /// Whether a request is wanted; the same as the conditions.
    package func matches(_ request: RequestRecord) -> Bool {
        contains(request.receivedUnixUs) && matchesNames(request) && matchesNumbers(request)
            && matchesSearch(request)
    }

    private func matchesNames(_ request: RequestRecord) -> Bool {
        let program = DimensionSet.program(request.client)
        return Self.isOne(of: filter.keys, request.keyName)
            && Self.isOne(of: filter.providers, request.provider)
            && Self.isOne(of: filter.connections, request.connectionName)
            && Self.isLike(filter.models, request.modelAnswered)
            && Self.isLike(filter.modelsAsked, request.modelAsked)
            && Self.isOne(of: filter.combos, request.combo)
            && Self.isOne(of: filter.clients, program)
            && (filter.requestID.isEmpty || filter.requestID == request.requestID)
    }

    private func matchesNumbers(_ request: RequestRecord) -> Bool {
        func holds<Value: Equatable>(_ values: [Value], _ value: Value) -> Bool {
            values.isEmpty || values.contains(value)
        }
        return holds(filter.endpoints, request.endpoint)
            && holds(filter.dialects, request.dialect)
            && holds(filter.results, LedgerResult(of: request))
            && holds(filter.statuses, request.status) && holds(filter.caches, request.cache)
            && request.attempts >= filter.minAttempts
            && (filter.minCost == 0 || (request.cost?.total ?? 0) >= filter.minCost)
            && request.totalUs >= filter.minTotalUs
            && (filter.stream == nil || filter.stream == request.stream)
    }

    private func matchesSearch(_ request: RequestRecord) -> Bool {
        guard !filter.search.isEmpty else { return true }
        let wanted = TextSearch(filter.search)
        return [
            request.requestID, request.errorCode, request.modelAsked, request.modelAnswered,
            request.keyName, request.connectionName,
        ].contains { wanted.isIn($0) }
    }

    private static func isOne(of values: [String], _ name: String) -> Bool {
        values.isEmpty || values.contains { ($0 == "-" ? "" : $0) == name }
    }

    private static func isLike(_ patterns: [String], _ name: String) -> Bool {
        patterns.isEmpty
            || patterns.contains { WildcardPattern.matches(name, $0 == "-" ? "" : $0) }
    }
}

/// A text to be found in others, whatever the case of its letters from A to Z.
package struct TextSearch: Sendable {
    private let wanted: [UInt8]

    /// Looks for a text.
    package init(_ text: String) { wanted = text.utf8.map(Self.lowered) }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// Whether it is in a text.
    package func isIn(_ text: String) -> Bool { isIn(bytes: Array(text.utf8)[...]) }

    /// Whether it is in some bytes.
    package func isIn(bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = wanted.first else { return true }
        guard bytes.count >= wanted.count else { return false }
        for start in bytes.startIndex...(bytes.endIndex - wanted.count)
        where Self.lowered(bytes[start]) == first {
            let isHere = wanted.indices.allSatisfy {
                Self.lowered(bytes[start + $0]) == wanted[$0]
            }
            if isHere { return true }
        }
        return false
    }
}
