internal import JSON

/// Decisions of route as people read them.
enum DecisionText {
    /// Prints who would answer now.
    ///
    /// - Throws: A failure without words when nobody would.
    static func print(_ plan: JSONValue, _ format: OutputFormat) throws(CommandFailure) {
        if format == .table {
            for line in self.plan(plan) { Terminal.line(line) }
        } else {
            Sheet.print(plan, format, nameField: "model")
        }
        guard next(plan) != nil else { throw CommandFailure(.unhealthy, "") }
    }

    /// Who would answer now.
    static func plan(_ plan: JSONValue) -> [String] {
        if let refusal = plan["refusal"], !refusal.isNull {
            return ["refused: \(refusal.shown("message"))"]
        }
        var lines = [heading(plan)] + candidates(plan)
        if let next = next(plan) {
            lines.append("\(next.shown("connection")) would answer with \(next.shown("model"))")
        } else {
            lines.append("nobody would answer")
        }
        return lines
    }

    /// The candidate that would answer; nil when there is none.
    static func next(_ plan: JSONValue) -> JSONValue? {
        plan["candidates"]?.array?.first { $0["state"]?.string == "next" }
    }

    /// One decision that was made.
    static func decision(_ decision: JSONValue) -> [String] {
        var lines = ["attempt \(decision.shown("attempt")): \(heading(decision))"]
        lines += candidates(decision)
        lines.append("  " + result(decision))
        if let call = decision["call"] { lines.append("  " + outcome(call)) }
        return lines
    }

    private static func heading(_ value: JSONValue) -> String {
        var parts = [value.shown("model")]
        if value["combo"]?.string?.isEmpty == false {
            parts.append("combo \(value.shown("combo")) (\(value.shown("strategy")))")
        }
        if let nanoseconds = value["decision_ns"]?.int {
            let tenths = (nanoseconds + 50) / 100
            parts.append("decided in \(tenths / 10).\(tenths % 10) us")
        }
        return parts.joined(separator: ", ")
    }

    private static func candidates(_ value: JSONValue) -> [String] {
        let candidates = value["candidates"]?.array ?? []
        guard !candidates.isEmpty else { return [] }
        var lines = Listing.table(
            candidates,
            [
                .text("CONNECTION", "connection"), .text("MODEL", "model"),
                .text("STATE", "state"), .number("WAIT MS", "wait_ms"),
            ]
        ).map { "  " + $0 }
        if let more = value["more"]?.int, more > 0 { lines.append("  and \(more) more") }
        return lines
    }

    private static func result(_ decision: JSONValue) -> String {
        switch decision["result"]?.string {
        case "chosen":
            "chosen: \(decision.shown("connection")) with \(decision.shown("target_model"))"
        case "refused": "refused: \(decision.shown("code"))"
        default: decision.shown("result")
        }
    }

    private static func outcome(_ call: JSONValue) -> String {
        let milliseconds = ((call["total_us"]?.int ?? 0) + 500) / 1_000
        guard call["failure"]?.string != "none" else { return "answered in \(milliseconds) ms" }
        let message = call["message"] == nil ? "" : ": \(call.shown("message"))"
        return
            "failed after \(milliseconds) ms, \(call.shown("failure")), status \(call.shown("status"))\(message)"
    }
}
