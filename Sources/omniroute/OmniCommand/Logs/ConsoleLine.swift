internal import JSON

/// A line of a daemon's log as people read it.
enum ConsoleLine {
    /// The levels, the least first.
    static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    /// Time, level, daemon, message, and the fields as `name=value`.
    static func text(_ record: JSONValue, _ paint: Paint = .none) -> String {
        let level = RowText.text(record["level"]) ?? "-"
        let blanks = String(repeating: " ", count: max(0, 7 - level.count))
        var parts = [
            paint(RowText.text(record["time"]) ?? "-", .faint), paint(level, tone(level)) + blanks,
            "\(RowText.text(record["daemon"]) ?? "-")[\(record["pid"]?.int ?? 0)]",
            RowText.text(record["message"]) ?? "-",
        ]
        parts += (record["fields"]?.members ?? []).map { field in
            let value = field.value.string ?? String(decoding: field.value.rawBytes, as: UTF8.self)
            return paint("\(HumanText.clean(field.name))=", .faint) + HumanText.clean(value)
        }
        return parts.joined(separator: " ")
    }

    /// The tone of a level.
    static func tone(_ level: String) -> Paint.Tone? {
        switch level {
        case "trace", "debug": .faint
        case "notice": .good
        case "warning": .warning
        case "error", "critical": .bad
        default: nil
        }
    }
}
