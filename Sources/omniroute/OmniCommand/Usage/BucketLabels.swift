internal import JSON

/// The names of stretches of time in a table.
struct BucketLabels: Sendable {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private let hasClock: Bool
    /// Labels of several stretches: where clocks are set back, they show an hour twice.
    private let ambiguous: Set<String>

    /// The names of an answer's stretches.
    init(_ answer: JSONValue) {
        let isOfDays = ["day", "week", "month"].contains(answer["bucket"]?.string)
        hasClock = !isOfDays
        var first: [String: String] = [:]
        var ambiguous: Set<String> = []
        for start in (answer["data"]?.array ?? []).compactMap({ RowText.text($0["start"]) }) {
            let label = Self.label(start, hasClock: !isOfDays)
            if first[label, default: start] != start { ambiguous.insert(label) }
            first[label] = start
        }
        self.ambiguous = ambiguous
    }

    /// What stands in a row for a group or a stretch.
    func name(_ row: JSONValue, _ field: String) -> String {
        switch field {
        case "start": start(RowText.text(row[field]) ?? "-")
        case "hour_of_week": row[field]?.int.map(Self.hour) ?? "-"
        default: row.shown(field)
        }
    }

    private func start(_ text: String) -> String {
        let label = Self.label(text, hasClock: hasClock)
        return ambiguous.contains(label) ? "\(label) \(Self.offset(text))" : label
    }

    /// A day, or a minute, in the zone that the heading of the table names.
    private static func label(_ start: String, hasClock: Bool) -> String {
        guard start.count >= 16 else { return start }
        let day = start.prefix(10)
        return hasClock ? "\(day) \(start.dropFirst(11).prefix(5))" : String(day)
    }

    /// "+02:00" or "Z".
    private static func offset(_ start: String) -> Substring {
        start.dropFirst(19).drop { $0 == "." || $0.isNumber }
    }

    /// "Sun 00" of 144: weeks begin on Monday.
    private static func hour(_ number: Int64) -> String {
        guard (0..<168).contains(number) else { return "\(number)" }
        return "\(weekdays[Int(number / 24)]) \(number % 24 < 10 ? "0" : "")\(number % 24)"
    }
}
