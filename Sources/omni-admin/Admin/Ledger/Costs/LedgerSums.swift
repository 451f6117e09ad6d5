internal import IPC
internal import JSON

/// Sums as logd answers them, read for what is made of them here.
struct LedgerSums {
    let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    /// The rows, in logd's order.
    var rows: [JSONValue] { document["data"]?.array ?? [] }
    /// Whether there are more rows than these.
    var isCut: Bool { document["truncated"]?.bool ?? false }
    /// The sums over all rows.
    var totals: JSONValue? { document["totals"] }
    /// Names of the groups.
    var groups: [String] { document["groups"]?.array?.compactMap(\.string) ?? [] }

    /// An amount of a row, picodollars; 0 where it has none.
    static func amount(_ name: String, _ row: JSONValue?) -> UInt64 {
        row?[name]?.string.flatMap { Dollars.amount($0) } ?? 0
    }

    /// A count of a row; 0 where it has none.
    static func count(_ name: String, _ row: JSONValue?) -> UInt64 {
        row?[name]?.int.flatMap { UInt64(exactly: $0) } ?? 0
    }

    /// The three kinds of money of a row, and what belongs to them; they are never added up.
    static func writeMoney(_ row: JSONValue?, to object: inout JSONWriter) {
        object.member("cost_usd", Dollars.text(amount("cost_usd", row)))
        object.member("subscription_usd", Dollars.text(amount("subscription_usd", row)))
        object.member("unknown_cost", count("unknown_cost", row))
        object.member("failed_usd", Dollars.text(amount("failed_usd", row)))
        object.member("saved_usd", Dollars.text(amount("saved_usd", row)))
    }

    /// What the money was for.
    static func writeTokens(_ row: JSONValue?, to object: inout JSONWriter) {
        object.member("requests", count("requests", row))
        object.member("input", count("input", row))
        object.member("cached_input", count("cached_input", row))
        object.member("cache_write", count("cache_write", row))
        object.member("output", count("output", row))
        object.member("reasoning", count("reasoning", row))
        object.member("audio_ms", count("audio_ms", row))
        object.member("server_tool_calls", count("server_tool_calls", row))
    }

    /// The start of a row, where it has one, and its groups.
    func writeKeys(_ row: JSONValue, to object: inout JSONWriter) {
        for name in ["start", "hour_of_week"] + groups {
            guard let value = row[name] else { continue }
            object.name(text: name)
            object.raw(value.rawBytes)
        }
    }
}
