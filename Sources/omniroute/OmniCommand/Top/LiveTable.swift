internal import JSON

/// Requests under way as lines that fit a terminal.
///
/// Which columns there are, and how wide, depends on the terminal alone, so that nothing moves while it is watched.
struct LiveTable {
    private struct Column {
        let heading: String
        let width: Int
        var isNumber = false
        let cell: @Sendable (JSONValue) -> String
    }

    private static let gap = 2
    /// Microseconds without a byte after which an answer is worth a look.
    private static let longSilence: Int64 = 10_000_000
    private static let widestWay = 60

    private let columns: [Column]
    private let paint: Paint

    /// For a terminal of so many columns.
    init(columns room: Int, _ paint: Paint) {
        self.paint = paint
        // Always there, whatever the width; then the others by what they are worth.
        var chosen: Set<Int> = [0, 1, 2]
        var width = Self.all.prefix(3).reduce(0) { $0 + $1.width + Self.gap }
        for place in [10, 6, 5, 4, 7, 3, 8, 9] {
            width += Self.all[place].width + Self.gap
            guard width - Self.gap <= room else {
                width -= Self.all[place].width + Self.gap
                break
            }
            chosen.insert(place)
        }
        let spare = max(0, room - (width - Self.gap))
        columns = Self.all.indices.filter(chosen.contains).map { place in
            place == 2 ? Self.way(Self.all[2].width + spare) : Self.all[place]
        }
    }

    private static let all: [Column] = [
        Column(heading: "AGE", width: 7, isNumber: true) { time($0["age_us"]) },
        Column(heading: "STATE", width: 11) { word($0["state"]) },
        way(24),
        Column(heading: "TRY", width: 3, isNumber: true) { "\($0["attempts"]?.int ?? 0)" },
        Column(heading: "FIRST", width: 7, isNumber: true) { time($0["first_token_us"]) },
        Column(heading: "SENT", width: 10, isNumber: true) {
            HumanText.bytes(UInt64(clamping: $0["bytes_sent"]?.int ?? 0))
        },
        Column(heading: "SILENT", width: 7, isNumber: true) { time($0["silent_us"]) },
        Column(heading: "KEY", width: 14) { name($0["key_name"]) },
        Column(heading: "EVENTS", width: 7, isNumber: true) {
            HumanText.count($0["events"]?.int ?? 0)
        },
        Column(heading: "DIALECT", width: 16) { name($0["dialect"]) },
        Column(heading: "REQUEST", width: 22) { name($0["request_id"]) },
    ]

    /// What was asked for, and who is called or answers with what.
    private static func way(_ width: Int) -> Column {
        Column(heading: "MODEL", width: min(width, widestWay)) { row in
            let asked = name(row["model_asked"])
            let target = ["connection_name", "model"].compactMap { RowText.text(row[$0]) }
                .joined(separator: "/")
            return target.isEmpty || target == asked ? asked : "\(asked) -> \(target)"
        }
    }

    private static func name(_ value: JSONValue?) -> String { RowText.text(value) ?? "-" }

    private static func word(_ value: JSONValue?) -> String {
        name(value).replacing("_", with: " ")
    }

    private static func time(_ value: JSONValue?) -> String {
        guard let microseconds = value?.int else { return "-" }
        guard microseconds >= 60_000_000 else {
            let tenths = max(0, microseconds) / 100_000
            return "\(tenths / 10).\(tenths % 10) s"
        }
        return HumanText.span(seconds: microseconds / 1_000_000)
    }

    // MARK: Lines

    /// The headings.
    var heading: String { paint(line { $0.heading }, .strong) }

    /// A row, in the tone that says whether it is worth a look.
    func text(_ row: JSONValue) -> String { paint(line { $0.cell(row) }, Self.tone(row)) }

    private static func tone(_ row: JSONValue) -> Paint.Tone? {
        switch row["state"]?.string {
        case "waiting": .warning
        case "answering" where (row["silent_us"]?.int ?? 0) >= longSilence: .warning
        case "finishing": .faint
        default: nil
        }
    }

    private func line(_ cell: (Column) -> String) -> String {
        let cells = columns.enumerated().map { place, column in
            // The last one ends where the terminal does.
            guard place < columns.count - 1 else { return cell(column) }
            let text = CellWidth.prefix(cell(column), column.width)
            let blanks = CellWidth.blanks(after: text, column.width)
            return column.isNumber ? blanks + text : text + blanks
        }
        var line = cells.joined(separator: String(repeating: " ", count: Self.gap))
        while line.last == " " { line.removeLast() }
        return line
    }
}
