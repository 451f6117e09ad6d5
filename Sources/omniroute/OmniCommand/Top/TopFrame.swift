internal import DaemonLife
internal import IPC
internal import JSON

/// One picture of `omniroute top`; pure.
struct TopFrame {
    /// Columns and rows of the terminal.
    struct Size: Equatable {
        var columns = 100
        var rows = 40
    }

    /// What is shown.
    let state: TopState
    /// Wall clock microseconds.
    let now: Int64
    let paint: Paint

    /// The lines, as many and as long as there is room for.
    func lines(_ size: Size) -> [String] {
        var lines = [heading]
        lines += state.troubles.map { paint(HumanText.clean($0), .bad) }
        lines += [""] + daemons
        let connections = connections
        // Requests get what is left, and at least a few rows.
        let room = max(0, size.rows - lines.count - 6)
        if !connections.isEmpty {
            lines += [""] + connections.prefix(max(2, room / 2 + 1))
        }
        // Those under way two thirds of it: the newest ones are in the log as well.
        lines += live(rows: (size.rows - lines.count) * 2 / 3, columns: size.columns)
        let left = size.rows - lines.count - 2
        if left > 0, !state.requests.isEmpty {
            lines += ["", paint("NEWEST REQUESTS", .strong)]
            lines += state.requests.prefix(left).map { RequestLine.text($0, paint) }
        }
        return lines.prefix(size.rows).map { Self.cut($0, size.columns) }
    }

    /// The time, what runs, and what the last second had.
    private var heading: String {
        var parts = ["omniroute top", timestamp(wallMicroseconds: now).prefix(19) + "Z"]
        if let running = state.live.running { parts.append("\(running) running") }
        if let tick = state.tick {
            parts.append("\(number(tick, "requests")) requests/s")
            let wrong = ["failed", "broken"].reduce(0) { $0 + number(tick, $1) }
            if wrong > 0 { parts.append(paint("\(wrong) failed/s", .bad)) }
            parts.append("\(number(tick, "input"))+\(number(tick, "output")) tokens/s")
        }
        return paint(parts.joined(separator: "  "), .strong)
    }

    private func number(_ value: JSONValue, _ name: String) -> Int64 { value[name]?.int ?? 0 }

    // MARK: Daemons

    private var daemons: [String] {
        var table = TextTable(
            ["DAEMON", "STATE", "STREAMS", "CONNS", "LOOP P99", "RSS", "UPTIME"],
            numbers: [2, 3, 4, 5, 6])
        for report in state.daemons { table.add(cells(report)) }
        return toned(table.lines, state.daemons.map { $0.isReady ? nil : .bad })
    }

    private func cells(_ report: DaemonReport) -> [String] {
        guard let status = report.status else {
            return [report.daemon.rawValue, report.state, "-", "-", "-", "-", "-"]
        }
        return [
            report.daemon.rawValue, report.state, "\(status.streams)", "\(status.connections)",
            HumanText.latency(
                microseconds: UInt64(min(status.loopLatencyP99Us, status.loopLatencyMaxUs))),
            HumanText.bytes(status.residentBytes),
            HumanText.span(seconds: (now - status.startedUnixUs) / 1_000_000),
        ]
    }

    // MARK: Providers

    /// Those that are used or not well, the busiest first.
    private var connections: [String] {
        let sums = Dictionary(
            state.usage.compactMap { row in row["connection"]?.string.map { ($0, row) } },
            uniquingKeysWith: { first, _ in first })
        let rows = state.connections.sorted { left, right in
            let (first, second) = (requests(left, sums), requests(right, sums))
            return first == second ? left.shown("name") < right.shown("name") : first > second
        }
        guard !rows.isEmpty else { return [] }
        var table = TextTable(
            ["CONNECTION", "STATE", "IN FLIGHT", "REQUESTS 15M", "OK %", "P50", "P95", "COST 15M"],
            numbers: [2, 3, 4, 5, 6, 7])
        for row in rows { table.add(cells(row, sums[row.shown("name")])) }
        return toned(table.lines, rows.map { $0["state"]?.string == "ready" ? nil : .warning })
    }

    private func requests(_ connection: JSONValue, _ sums: [String: JSONValue]) -> Int64 {
        sums[connection.shown("name")].map { number($0, "requests") } ?? 0
    }

    private func cells(_ connection: JSONValue, _ sums: JSONValue?) -> [String] {
        let total = sums.map { number($0, "requests") } ?? 0
        let ok = sums.map { number($0, "ok") } ?? 0
        func time(_ share: String) -> String {
            guard let microseconds = sums?.at("percentiles.total.\(share)")?.int, total > 0 else {
                return "-"
            }
            return HumanText.latency(microseconds: UInt64(clamping: microseconds))
        }
        return [
            connection.shown("name"), connection.shown("state"), connection.shown("open"),
            HumanText.count(total), total > 0 ? "\(ok * 100 / total)" : "-", time("p50"),
            time("p95"), sums.map(cost) ?? "-",
        ]
    }

    /// What is known of it; requests without a known price are not counted as free.
    private func cost(_ sums: JSONValue) -> String {
        number(sums, "requests") > 0 ? Money.billed(sums) : "-"
    }

    // MARK: Requests under way

    /// A title, headings and rows, of at most so many lines; nothing where nothing runs.
    private func live(rows room: Int, columns: Int) -> [String] {
        let live = state.live
        let (first, rows) = live.visible(room - 3)
        guard !rows.isEmpty else { return [] }
        let table = LiveTable(columns: columns, paint)
        return ["", liveTitle(first, shown: rows.count), table.heading] + rows.map(table.text)
    }

    private func liveTitle(_ first: Int, shown: Int) -> String {
        let live = state.live
        let listed = (live.running ?? 0) - live.unlisted
        var parts = [
            "\(live.order.rawValue) first",
            "\(first + 1)-\(first + shown) of \(HumanText.count(listed))",
        ]
        if live.rows.count < listed { parts.append("the \(live.rows.count) oldest are listed") }
        if live.unlisted > 0 {
            parts.append("\(HumanText.count(live.unlisted)) more with a process that was renewed")
        }
        return paint("LIVE REQUESTS", .strong) + "  " + paint(parts.joined(separator: ", "), .faint)
    }

    // MARK: Lines

    /// Headings are strong; each line of the table in its tone.
    private func toned(_ lines: [String], _ tones: [Paint.Tone?]) -> [String] {
        lines.enumerated().map { index, line in
            index == 0 ? paint(line, .strong) : paint(line, tones[index - 1])
        }
    }

    /// A line that is not longer than so many columns; what colors it takes no room.
    static func cut(_ line: String, _ columns: Int) -> String {
        var width = 0
        var isEscape = false
        var cut = ""
        for character in line {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape {
                // What would stand half outside is left out, and all that follows.
                width += CellWidth.of(character)
                guard width <= columns else { continue }
            }
            cut.append(character)
            if isEscape, character == "m" { isEscape = false }
        }
        return cut
    }
}
