internal import JSON

/// A call to the outside as a line of text: the proxy log.
enum CallLine {
    /// Time, status, method and host, the way there, protocol, bytes, time, what for, request id.
    static func text(_ record: JSONValue, _ paint: Paint = .none) -> String {
        let failure = RowText.text(record["failure"]).flatMap { $0 == "none" ? nil : $0 }
        let tone: Paint.Tone? = failure == nil ? RowText.tone(record) : .bad
        var parts = [
            paint(RowText.text(record["started"]) ?? "-", .faint),
            paint("\(record["status"]?.int ?? 0)", tone),
            "\(RowText.text(record["method"]) ?? "-") \(RowText.text(record["host"]) ?? "-")",
        ]
        if let proxy = RowText.text(record["proxy"]) { parts.append(way(proxy)) }
        parts += connection(record)
        parts += [
            "\(record["bytes_out"]?.int ?? 0)>\(record["bytes_in"]?.int ?? 0) bytes",
            RowText.milliseconds(record["total_us"]),
        ]
        if let failure { parts.append(paint(failure, .bad)) }
        if let purpose = RowText.text(record["purpose"]) { parts.append("for: \(purpose)") }
        if let request = RowText.text(record["request_id"]) { parts.append(request) }
        return parts.joined(separator: "  ")
    }

    private static func way(_ proxy: String) -> String {
        switch proxy {
        case "direct": proxy
        case "unknown": "way unknown"
        default: "by \(proxy)"
        }
    }

    /// The protocols, and whether the connection was there already.
    private static func connection(_ record: JSONValue) -> [String] {
        var parts: [String] = []
        if let version = RowText.text(record["http_version"]) { parts.append("HTTP/\(version)") }
        if let version = RowText.text(record["tls_version"]) { parts.append("TLS \(version)") }
        if record["reused_connection"]?.bool == true {
            parts.append("reused")
        } else if (record["connect_us"]?.int ?? 0) > 0 {
            parts.append("connected in \(RowText.milliseconds(record["connect_us"]))")
        }
        return parts
    }
}
