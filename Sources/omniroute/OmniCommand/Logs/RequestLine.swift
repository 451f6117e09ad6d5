internal import JSON

/// One line of logd's JSON as people read it.
enum RequestLine {
    /// Time, status, model asked and who answered, tokens, time, outcome, request id; attempts below when they are given.
    ///
    /// What is not JSON comes out as it is.
    static func text(_ line: [UInt8]) -> String {
        do throws(JSONError) {
            let record = try JSONDocument(line).root
            if let lost = record["lost"]?.int {
                return "(\(lost) requests not shown: reading was too slow)"
            }
            let attempts = (record["attempt_records"]?.array ?? []).map(attempt)
            return ([request(record)] + attempts).joined(separator: "\n")
        } catch {
            return String(decoding: line, as: UTF8.self)
        }
    }

    private static func request(_ record: JSONValue) -> String {
        let asked = text(record["model_asked"]) ?? text(record["endpoint"]) ?? "-"
        let connection = text(record["connection_name"])
        let answered = text(record["model_answered"])
        let by = [connection, answered].compactMap { $0 }.joined(separator: "/")
        var parts = [
            text(record["received"]) ?? "-", "\(record["status"]?.int ?? 0)",
            by.isEmpty || by == asked ? asked : "\(asked) -> \(by)",
        ]
        if let tokens = tokens(record["usage"]) { parts.append(tokens) }
        parts.append(milliseconds(record["total_us"]))
        if let first = record["first_byte_us"]?.int, first > 0, record["stream"]?.bool == true {
            parts.append("first byte \(milliseconds(record["first_byte_us"]))")
        }
        parts.append(text(record["outcome"]) ?? "-")
        if let code = text(record["error_code"]) { parts.append(code) }
        if let attempts = record["attempts"]?.int, attempts > 1 {
            parts.append("\(attempts) attempts")
        }
        if let key = text(record["key_name"]) { parts.append("key=\(key)") }
        parts.append(text(record["request_id"]) ?? "-")
        return parts.joined(separator: "  ")
    }

    private static func attempt(_ record: JSONValue) -> String {
        var parts = [
            "  attempt \(record["attempt"]?.int ?? 0)", "\(record["status"]?.int ?? 0)",
            "\(text(record["connection_name"]) ?? "-")/\(text(record["model"]) ?? "-")",
            milliseconds(record["total_us"]),
        ]
        if let failure = text(record["failure"]), failure != "none" {
            parts.append("failure: \(failure)")
        }
        if let code = text(record["error_code"]) { parts.append(code) }
        return parts.joined(separator: "  ")
    }

    /// Input and output, with a tilde when they are estimated.
    private static func tokens(_ usage: JSONValue?) -> String? {
        guard let usage, usage.kind == .object, let source = text(usage["source"]),
            source != "none", let input = usage["input"]?.int, let output = usage["output"]?.int
        else { return nil }
        return "\(source == "estimated" ? "~" : "")\(input)+\(output) tokens"
    }

    private static func milliseconds(_ value: JSONValue?) -> String {
        let tenths = ((value?.int ?? 0) + 50) / 100
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    /// Text that is not empty, with control characters hidden: names come from clients.
    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return HumanText.clean(text)
    }
}
