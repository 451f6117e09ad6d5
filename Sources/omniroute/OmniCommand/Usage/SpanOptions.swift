internal import ArgumentParser

/// The span of time that sums are about.
struct SpanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("24h, 7d, 30d, 90d, mtd (this month), ytd or all.", valueName: "range"),
        completion: .list(SpanOptions.ranges))
    var range: String?

    @Option(
        help: ArgumentHelp(
            "From then on: 2h or 7d (that long ago), a date, or a moment.", valueName: "time"))
    var since: TimeArgument?

    @Option(help: ArgumentHelp("Before then; a date is in it whole.", valueName: "time"))
    var until: TimeArgument?

    @Option(
        help: ArgumentHelp(
            "Zone of hours, days and months, such as Europe/Berlin (that of the settings).",
            valueName: "zone"))
    var zone: String?

    static let ranges = ["24h", "7d", "30d", "90d", "mtd", "ytd", "all"]

    func validate() throws {
        if let range, !Self.ranges.contains(range) {
            throw ValidationError(
                "there is no range \(range); one of \(Self.ranges.joined(separator: ", "))")
        }
        guard range == nil || (since == nil && until == nil) else {
            throw ValidationError("--range goes with neither --since nor --until")
        }
        guard until == nil || since != nil else {
            throw ValidationError("--until needs --since")
        }
    }

    /// As parameters of a query; without a span it is `usual`.
    ///
    /// `now` is in microseconds since 1970.
    func query(now: Int64, usual: String) -> [APIPath.Parameter] {
        var query: [APIPath.Parameter] = []
        if since != nil {
            // Without an end it goes until now, whole seconds or not.
            query += TimeArgument.bounds(since: since, until: until, now: now)
        } else {
            query.append(("range", range ?? usual))
        }
        if let zone { query.append(("zone", zone)) }
        return query
    }
}
