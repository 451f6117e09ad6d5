internal import JSON

/// A request of the ledger as a line of text.
enum RequestLine {
    /// Time, status, model asked and who answered, tokens, cost, time, result, request id; attempts below when they are given.
    static func text(_ record: JSONValue, _ paint: Paint = .none) -> String {
        let attempts = (record["attempt_records"]?.array ?? []).map {
            "  " + AttemptLine.text($0, paint, isIndented: true)
        }
        return ([request(record, paint)] + attempts).joined(separator: "\n")
    }

    private static func request(_ record: JSONValue, _ paint: Paint) -> String {
        let tone = RowText.tone(record)
        var parts = [
            paint(RowText.text(record["received"]) ?? "-", .faint),
            paint("\(record["status"]?.int ?? 0)", tone), way(record),
        ]
        parts += [RowText.tokens(record["usage"]), RowText.cost(record["cost"])]
            .compactMap { $0 }
        parts.append(RowText.milliseconds(record["total_us"]))
        if record["stream"]?.bool == true, let first = firstOutput(record) { parts.append(first) }
        parts.append(paint(RowText.text(record["result"]) ?? "-", tone))
        if let code = RowText.text(record["error_code"]) { parts.append(paint(code, tone)) }
        if let attempts = record["attempts"]?.int, attempts > 1 {
            parts.append("\(attempts) attempts")
        }
        if let cache = RowText.text(record["cache"]), cache != "none" {
            parts.append("cache: \(cache)")
        }
        if let key = RowText.text(record["key_name"]) { parts.append("key=\(key)") }
        if let client = RowText.text(record["client"]) { parts.append("client=\(client)") }
        parts.append(RowText.text(record["request_id"]) ?? "-")
        return parts.joined(separator: "  ")
    }

    /// What was asked for, and who answered with what.
    static func way(_ record: JSONValue) -> String {
        let asked =
            RowText.text(record["model_asked"]) ?? RowText.text(record["endpoint"]) ?? "-"
        let connection = RowText.text(record["connection_name"])
        let answered = RowText.text(record["model_answered"])
        let by = [connection, answered].compactMap { $0 }.joined(separator: "/")
        return by.isEmpty || by == asked ? asked : "\(asked) -> \(by)"
    }

    private static func firstOutput(_ record: JSONValue) -> String? {
        if let token = record.at("timings.first_token_us"), (token.int ?? 0) > 0 {
            return "first token \(RowText.milliseconds(token))"
        }
        guard let first = record["first_byte_us"], (first.int ?? 0) > 0 else { return nil }
        return "first byte \(RowText.milliseconds(first))"
    }
}
