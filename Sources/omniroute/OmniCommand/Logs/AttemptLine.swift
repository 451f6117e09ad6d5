internal import JSON

/// An attempt at a provider as a line of text.
enum AttemptLine {
    /// Time, number, status, who was asked for what, tokens, cost, time, why it failed, request id.
    ///
    /// - Parameters:
    ///   - record: The attempt.
    ///   - paint: For results.
    ///   - isIndented: It stands below its request, whose time and id are not said again.
    /// - Returns: The line, without a line feed.
    static func text(_ record: JSONValue, _ paint: Paint = .none, isIndented: Bool = false)
        -> String
    {
        let failure = RowText.text(record["failure"]).flatMap { $0 == "none" ? nil : $0 }
        let tone: Paint.Tone? = failure == nil ? RowText.tone(record) : .bad
        var parts: [String] = []
        if !isIndented { parts.append(paint(started(record), .faint)) }
        parts += [
            "attempt \(record["attempt"]?.int ?? 0)",
            paint("\(record["status"]?.int ?? 0)", tone),
            "\(RowText.text(record["connection_name"]) ?? "-")/\(RowText.text(record["model"]) ?? "-")",
        ]
        parts += [RowText.tokens(record["usage"]), RowText.cost(record["cost"])]
            .compactMap { $0 }
        parts.append(RowText.milliseconds(record["total_us"]))
        if let failure { parts.append(paint("failure: \(failure)", .bad)) }
        if let reason = RowText.text(record["reason"]), reason != "none", reason != failure {
            parts.append(reason)
        }
        if let code = RowText.text(record["error_code"]) { parts.append(paint(code, tone)) }
        if let purpose = RowText.text(record["purpose"]), purpose != "answer", purpose != "none" {
            parts.append("for: \(purpose)")
        }
        if !isIndented { parts.append(RowText.text(record["request_id"]) ?? "-") }
        return parts.joined(separator: "  ")
    }

    private static func started(_ record: JSONValue) -> String {
        RowText.text(record["started"]) ?? RowText.text(record["received"]) ?? "-"
    }
}
