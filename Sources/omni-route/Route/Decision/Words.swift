/// Parts of sentences for the people who read refusals.
enum Words {
    /// "a", "a or b", "a, b or c".
    static func choice(_ items: [String]) -> String { joined(items, by: " or ") }

    /// "a", "a and b", "a, b and c".
    static func list(_ items: [String]) -> String { joined(items, by: " and ") }

    /// A name cut to what fits a message.
    static func shown(_ name: String) -> String {
        name.utf8.count <= Limits.modelBytes ? name : String(name.prefix(60)) + "…"
    }

    /// A time to wait, in the largest units that matter: "12 s", "2 min", "3 h 20 min", "6 days 4 h".
    ///
    /// Rounded up, so that who comes back then is not too early.
    static func duration(milliseconds: UInt64) -> String {
        let seconds = max(1, (milliseconds + 999) / 1000)
        if seconds < 120 { return "\(seconds) s" }
        let minutes = (seconds + 59) / 60
        if minutes < 120 { return "\(minutes) min" }
        if minutes < 48 * 60 { return pair(minutes / 60, "h", minutes % 60, "min") }
        let hours = (minutes + 59) / 60
        return pair(hours / 24, "days", hours % 24, "h")
    }

    private static func pair(
        _ large: UInt64, _ largeUnit: String, _ small: UInt64, _ smallUnit: String
    ) -> String {
        small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
    }

    private static func joined(_ items: [String], by word: String) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + word + last
    }
}
