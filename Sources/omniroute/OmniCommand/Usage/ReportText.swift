internal import JSON

/// The report of a month, as text or as Markdown.
struct ReportText {
    /// How it is written.
    enum Style {
        case text
        case markdown
    }

    /// Rows of a table at most; the largest come first.
    private static let rowsLimit = 20
    private static let sections: [(group: String, title: String)] = [
        ("provider", "Providers"), ("model", "Models"), ("key", "API keys"),
        ("connection", "Connections"),
    ]

    private let report: JSONValue
    private let style: Style

    /// Writes a report of the API.
    init(_ report: JSONValue, _ style: Style) {
        self.report = report
        self.style = style
    }

    /// All of it.
    var lines: [String] {
        var lines = heading(1, "OmniRoute, \(report.shown("month"))")
        lines.append("Days and the month are those of \(report.shown("zone")).")
        guard let totals = report["totals"], (totals["requests"]?.int ?? 0) > 0 else {
            return lines + ["", "There was no request."]
        }
        lines.append(
            "Success leaves out requests that were refused, and those whose client was gone.")
        lines += [""] + summary(totals)
        for section in Self.sections {
            lines += table(section.group, section.title)
        }
        return lines + days + failures
    }

    private func summary(_ totals: JSONValue) -> [String] {
        let count = { (name: String) in HumanText.count(totals[name]?.int ?? 0) }
        let share = success(totals).map { ", \($0) % success" } ?? ""
        let lines =
            [
                "\(count("requests")) requests\(share), \(count("fallbacks")) by fallback, "
                    + "\(count("cache_hits")) from the cache",
                "\(count("input")) tokens in (\(count("cached_input")) cached), "
                    + "\(count("output")) out (\(count("reasoning")) reasoning)",
            ] + beside(totals) + times(totals) + CostText.kinds(totals)
        return style == .markdown ? lines.map { "- \($0)" } : lines
    }

    /// What is billed beside tokens, where there is any.
    private func beside(_ totals: JSONValue) -> [String] {
        var parts: [String] = []
        if let length = totals["audio_ms"]?.int, length > 0 {
            parts.append("\(HumanText.audio(milliseconds: length)) of audio")
        }
        if let calls = totals["server_tool_calls"]?.int, calls > 0 {
            parts.append("\(HumanText.count(calls)) calls of providers' tools")
        }
        return parts.isEmpty ? [] : [parts.joined(separator: ", ")]
    }

    private func times(_ totals: JSONValue) -> [String] {
        let parts = ["p50", "p95", "p99"].compactMap { share in
            totals.at("percentiles.total.\(share)")?.int.map {
                "\(share) \(HumanText.latency(microseconds: UInt64(clamping: $0)))"
            }
        }
        return parts.isEmpty ? [] : ["time of a request: \(parts.joined(separator: ", "))"]
    }

    private func table(_ group: String, _ title: String) -> [String] {
        let rows = report.at("by.\(group)")?.array ?? []
        guard !rows.isEmpty else { return [] }
        let headings = [
            title, "Requests", "Success %", "In", "Out", "Metered", "Subscription", "Unknown",
        ]
        let cells = rows.prefix(Self.rowsLimit).map { [$0.shown(group)] + figures($0) }
        let more = rows.count - Self.rowsLimit
        return [""] + heading(2, title) + grid(headings, cells)
            + (more > 0 ? ["", "And \(more) more."] : [])
    }

    private func figures(_ row: JSONValue) -> [String] {
        [
            HumanText.count(row["requests"]?.int ?? 0),
            success(row) ?? "-",
            HumanText.count(row["input"]?.int ?? 0), HumanText.count(row["output"]?.int ?? 0),
            Money.billed(row),
            Money(row["subscription_usd"])?.text ?? "-",
            HumanText.count(row["unknown_cost"]?.int ?? 0),
        ]
    }

    /// The share of requests that succeeded, with one decimal; rounded down, as it comes.
    private func success(_ row: JSONValue) -> String? {
        guard let percent = row["success_percent"]?.double else { return nil }
        // It has two decimals.
        let tenths = Int64((percent * 100).rounded()) / 10
        return "\(tenths / 10).\(tenths % 10)"
    }

    private var days: [String] {
        let rows = report["days"]?.array ?? []
        guard !rows.isEmpty else { return [] }
        let headings = [
            "Day", "Requests", "Success %", "In", "Out", "Metered", "Subscription", "Unknown",
        ]
        let cells = rows.map { [String($0.shown("start").prefix(10))] + figures($0) }
        return [""] + heading(2, "Days") + grid(headings, cells)
    }

    private var failures: [String] {
        let rows = report["failures"]?.array ?? []
        guard !rows.isEmpty else { return [] }
        let cells = rows.prefix(Self.rowsLimit).map { row in
            [
                row.shown("provider"), row.shown("model"), row.shown("result"),
                HumanText.count(row["requests"]?.int ?? 0),
            ]
        }
        // In text the first column names the other tables.
        let title = "What went wrong"
        return [""] + (style == .text ? [title] : heading(2, title))
            + grid(["Provider", "Model", "Result", "Requests"], cells, words: 3)
    }

    // MARK: Styles

    private func heading(_ level: Int, _ text: String) -> [String] {
        switch style {
        case .markdown: [String(repeating: "#", count: level) + " " + text, ""]
        case .text: level == 1 ? [text, String(repeating: "=", count: text.count)] : []
        }
    }

    /// A table; the columns behind the first `words` are numbers.
    private func grid(_ headings: [String], _ rows: [[String]], words: Int = 1) -> [String] {
        switch style {
        case .text:
            var table = TextTable(
                headings.map { $0.uppercased() }, numbers: Set(words..<headings.count))
            for row in rows { table.add(row) }
            return table.lines
        case .markdown:
            let rule = headings.indices.map { $0 < words ? "---" : "---:" }
            return ([headings, rule] + rows.map { $0.map(Self.escaped) }).map {
                "| \($0.joined(separator: " | ")) |"
            }
        }
    }

    /// Names come from clients and providers; a bar would end a cell.
    private static func escaped(_ text: String) -> String {
        text.map { "|\\`*_<[".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
