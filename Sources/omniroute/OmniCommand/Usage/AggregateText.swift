internal import JSON

/// Sums of the ledger as people read them: a row for each group, and one for all.
struct AggregateText: Sendable {
    /// A column: its heading, and what a row has in it.
    struct Column: Sendable {
        let heading: String
        /// What most never use: without a row that has any the column is left out.
        var isRare = false
        let cell: @Sendable (JSONValue) -> String
    }

    /// The columns behind those of the groups.
    let columns: [Column]

    /// Requests, tokens and money.
    static let usage = AggregateText(columns: [
        count("REQUESTS", "requests"), Column(heading: "OK %") { okShare($0) },
        count("IN", "input"), count("CACHED", "cached_input"), count("OUT", "output"),
        count("REASONING", "reasoning"), audio, rareCount("TOOL CALLS", "server_tool_calls"),
        metered("COST"),
        money("SUBSCRIPTION", "subscription_usd"), count("UNKNOWN", "unknown_cost"),
    ])

    /// Money first: three kinds that are never added to one another.
    static let costs = AggregateText(columns: [
        metered("METERED"), money("SUBSCRIPTION (WORTH)", "subscription_usd"),
        count("UNKNOWN PRICE", "unknown_cost"), money("FAILED", "failed_usd"),
        money("SAVED", "saved_usd"), count("REQUESTS", "requests"), count("IN", "input"),
        count("OUT", "output"),
    ])

    /// The times of the phases.
    static let latency = AggregateText(
        columns: [count("REQUESTS", "requests")]
            + [("TOTAL", "total"), ("FIRST TOKEN", "first_token")].flatMap { title, phase in
                ["p50", "p95", "p99"].map { time("\(title) \($0.uppercased())", phase, $0) }
            }
            + [
                ("FIRST BYTE", "first_byte"), ("RECEIVE", "receive"), ("DECIDE", "decide"),
                ("QUEUE", "queue"), ("FAILED", "failed"), ("CONNECT", "connect"),
            ].map { title, phase in time("\(title) P95", phase, "p95") })

    /// Requests, success and fallbacks beside the times that matter most.
    static let percentiles = AggregateText(
        columns: usage.columns + [
            time("P50", "total", "p50"), time("P95", "total", "p95"), time("P99", "total", "p99"),
            time("FIRST TOKEN P95", "first_token", "p95"),
        ])

    /// The lines of a table; nothing but headings where there are no rows.
    func lines(_ answer: JSONValue) -> [String] {
        let rows = answer["data"]?.array ?? []
        let groups = (answer["groups"]?.array ?? []).compactMap(\.string)
        let times = ["start", "hour_of_week"].filter { name in
            rows.contains { $0[name] != nil }
        }
        let names = times + groups
        let columns = columns.filter { column in
            !column.isRare || rows.contains { column.cell($0) != Self.none }
        }
        var table = TextTable(
            names.map(Self.heading) + columns.map(\.heading),
            numbers: Set(names.count..<(names.count + columns.count)))
        let labels = BucketLabels(answer)
        for row in rows {
            table.add(names.map { labels.name(row, $0) } + columns.map { $0.cell(row) })
        }
        if !names.isEmpty, rows.count > 1, let totals = answer["totals"], !totals.isNull {
            let all = names.indices.map { $0 == 0 ? "all" : "" }
            table.add(all + columns.map { $0.cell(totals) })
        }
        return table.lines
    }

    private static func heading(_ name: String) -> String {
        switch name {
        case "start": "FROM"
        case "hour_of_week": "HOUR"
        default: name.uppercased()
        }
    }

    private static let none = "-"

    /// A number that few rows have.
    private static func rareCount(_ heading: String, _ path: String) -> Column {
        Column(heading: heading, isRare: true) { row in
            guard let number = row[path]?.int, number > 0 else { return none }
            return HumanText.count(number)
        }
    }

    /// Audio that is billed by time.
    private static let audio = Column(heading: "AUDIO", isRare: true) { row in
        guard let length = row["audio_ms"]?.int, length > 0 else { return none }
        return HumanText.audio(milliseconds: length)
    }

    private static func count(_ heading: String, _ path: String) -> Column {
        Column(heading: heading) { $0[path]?.int.map(HumanText.count) ?? "-" }
    }

    private static func money(_ heading: String, _ path: String) -> Column {
        Column(heading: heading) { row in
            // Never a zero for what is not known.
            Money(row[path])?.text ?? "unknown"
        }
    }

    /// What is billed.
    private static func metered(_ heading: String) -> Column {
        Column(heading: heading) { Money.billed($0) }
    }

    private static func time(_ heading: String, _ phase: String, _ share: String) -> Column {
        Column(heading: heading) { row in
            guard let microseconds = row.at("percentiles.\(phase).\(share)")?.int else {
                return "-"
            }
            return HumanText.latency(microseconds: UInt64(clamping: microseconds))
        }
    }

    private static func okShare(_ row: JSONValue) -> String {
        guard let requests = row["requests"]?.int, requests > 0, let ok = row["ok"]?.int else {
            return "-"
        }
        // Rounded down: 100.0 means all of them.
        let tenths = ok * 1_000 / requests
        return "\(tenths / 10).\(tenths % 10)"
    }
}
