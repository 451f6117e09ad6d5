internal import JSON

/// The state of the ledger as people read it.
enum LedgerText {
    /// Newest days that are listed each; the others are summed up.
    private static let daysShown = 14

    /// What a person should look at.
    static func troubles(_ state: JSONValue) -> [String] {
        (state["troubles"]?.array ?? []).map { trouble in
            HumanText.clean(trouble.string ?? trouble.shown)
        }
    }

    /// Troubles first, then the figures, then the days.
    static func lines(_ state: JSONValue) -> [String] {
        let days = state["days"]?.array ?? []
        let figures = (state.members ?? []).filter { member in
            member.name != "troubles" && !(member.name == "days" && !days.isEmpty)
        }
        return troubles(state).map { "trouble: \($0)" } + sheet(figures) + table(days)
    }

    private static func sheet(_ figures: [(name: String, value: JSONValue)]) -> [String] {
        let all = figures.flatMap { rows($0.name, $0.value) }
        let width = all.map(\.name.count).max() ?? 0
        return all.map { row in
            let blanks = String(repeating: " ", count: width - row.name.count + 2)
            return row.name + blanks + row.text
        }
    }

    private static func rows(_ name: String, _ value: JSONValue) -> [(name: String, text: String)] {
        if value.kind == .object, value.count > 0 {
            return (value.members ?? []).flatMap { rows("\(name).\($0.name)", $0.value) }
        }
        return [(HumanText.clean(name), text(name, value))]
    }

    private static func text(_ name: String, _ value: JSONValue) -> String {
        // A setting of 0 is none.
        let isDefault = value.int == 0 || value.string?.isEmpty == true
        if name.hasPrefix("settings."), isDefault { return "default" }
        guard let number = value.int, number >= 0 else { return value.shown }
        let isSize = name.split(separator: ".").contains { part in
            part.hasSuffix("bytes") || part.hasSuffix("size")
        }
        return isSize ? HumanText.bytes(UInt64(number)) : HumanText.count(number)
    }

    private static func table(_ days: [JSONValue]) -> [String] {
        guard !days.isEmpty else { return [] }
        // The order of the answer is not relied on.
        let sorted = days.sorted { $0.shown("day") > $1.shown("day") }
        var table = TextTable(
            ["DAY", "SIZE", "REQUESTS", "ATTEMPTS", "CALLS", "BODIES"], numbers: [1, 2, 3, 4])
        for day in sorted.prefix(daysShown) {
            table.add([
                day.shown("day"), size(day["bytes"]), count(day["requests"]),
                count(day["attempts"]), count(day["calls"]), day.shown("bodies"),
            ])
        }
        let more = days.count - daysShown
        return [""] + table.lines + (more > 0 ? ["and \(more) older days"] : [])
    }

    private static func count(_ value: JSONValue?) -> String {
        value?.int.map(HumanText.count) ?? "-"
    }

    private static func size(_ value: JSONValue?) -> String {
        value?.int.map { HumanText.bytes(UInt64(clamping: $0)) } ?? "-"
    }
}
