package import IPC
package import TimeZones

/// A question about sums that makes sense.
package struct AggregateQuestion: Sendable {
    /// What sums are kept apart by.
    package let groups: [LedgerGroup]
    /// And by which stretches of time.
    package let bucket: LedgerBucket
    /// Whose clocks count.
    package let zone: Zone
    /// Times wanted: from, and before; nil for no bound.
    package let from: Int64?
    package let until: Int64?
    /// Values of dimensions wanted.
    package let filter: DimensionFilter
    /// Most rows of the answer.
    package let limit: Int
    /// With percentiles of durations.
    package let percentiles: Bool

    /// The dimensions that it is about, as places among `DimensionTable.groups`.
    var dimensions: Set<Int> {
        Set((groups + filter.groups).compactMap { DimensionTable.index($0) })
    }

    /// Checks a question.
    ///
    /// - Parameters:
    ///   - message: As it came.
    ///   - settingsZone: The zone where it names none.
    /// - Throws: What makes no sense.
    package init(_ message: LedgerAggregate, settingsZone: String) throws(QueryFailure) {
        let filter = message.filter ?? LedgerFilter()
        guard message.groups.count <= 3, !message.groups.contains(.groupNone) else {
            throw .refused("sums are kept apart by at most three known groups")
        }
        guard Set(message.groups).count == message.groups.count else {
            throw .refused("a group is named twice")
        }
        try Self.check(filter)
        groups = message.groups
        bucket = message.bucket
        zone = try Self.zone(message.zone.isEmpty ? settingsZone : message.zone)
        from = filter.fromUnixUs == 0 ? nil : filter.fromUnixUs
        until = filter.untilUnixUs == 0 ? nil : filter.untilUnixUs
        self.filter = DimensionFilter(filter)
        limit = message.limit == 0 ? 1_000 : min(Int(message.limit), Limits.aggregateRows)
        percentiles = message.percentiles
    }

    /// Only times and what the groups are about have sums of their own.
    private static func check(_ filter: LedgerFilter) throws(QueryFailure) {
        var rest = filter
        rest.fromUnixUs = 0
        rest.untilUnixUs = 0
        rest.keys = []
        rest.providers = []
        rest.connections = []
        rest.models = []
        rest.combos = []
        rest.clients = []
        rest.endpoints = []
        rest.results = []
        guard rest == LedgerFilter() else {
            throw .refused(
                "sums can be filtered by time, key, provider, connection, model, combo, client, endpoint and result only"
            )
        }
        guard FilterBounds.holds(filter) else { throw .refused(FilterBounds.refusal) }
    }

    private static func zone(_ name: String) throws(QueryFailure) -> Zone {
        do throws(ZoneError) {
            return try Zone.named(name)
        } catch {
            throw .refused(error.text)
        }
    }
}

/// How large a filter may be: each value is compared with each name.
enum FilterBounds {
    /// Why a filter beyond them is refused.
    static let refusal = "the filter names too much"

    /// Whether a filter is within them.
    static func holds(_ filter: LedgerFilter) -> Bool {
        let lists = [
            filter.keys, filter.providers, filter.connections, filter.models, filter.modelsAsked,
            filter.combos, filter.clients, filter.daemons,
        ]
        let fits = lists.allSatisfy { list in
            list.count <= Limits.filterValues
                && list.allSatisfy { $0.utf8.count <= Limits.filterBytes }
        }
        return fits && filter.statuses.count <= Limits.filterValues
            && filter.search.utf8.count <= Limits.filterBytes
            && filter.requestID.utf8.count <= Limits.filterBytes
    }
}
