internal import Glibc
internal import JSON

/// Things of one kind, as a table or as data.
struct Listing: Sendable {
    /// A column: its heading, and the path of the field it shows.
    struct Column: Sendable {
        let heading: String
        let path: String
        let isNumber: Bool
        /// Shown where the field is not there: its default.
        let missing: String

        static func text(_ heading: String, _ path: String, missing: String = "-") -> Column {
            Column(heading: heading, path: path, isNumber: false, missing: missing)
        }

        static func number(_ heading: String, _ path: String) -> Column {
            Column(heading: heading, path: path, isNumber: true, missing: "-")
        }

        /// What an entry has in this column.
        func cell(_ entry: JSONValue) -> String {
            entry.at(path) == nil ? missing : entry.shown(path)
        }
    }

    let columns: [Column]
    /// The field that names an entry.
    var nameField = "name"
    /// Said when there is nothing to list.
    let nothing: String

    /// Prints the entries.
    func print(_ entries: [JSONValue], _ format: OutputFormat) {
        if format == .table, entries.isEmpty { return Terminal.error(nothing) }
        Terminal.output(text(entries, format))
    }

    /// Prints the entries, and of them only the fields that are asked for.
    func print(_ entries: [JSONValue], _ format: OutputFormat, _ fields: FieldOptions) {
        if let text = fields.remark(entries, known: columns.map(\.path)) { Terminal.error(text) }
        guard let names = fields.names else { return print(entries, format) }
        // What numbers a column had before it has still.
        let known = Dictionary(
            columns.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let chosen = names.map { known[$0] ?? .text($0.uppercased(), $0) }
        let narrowed = Listing(columns: chosen, nameField: nameField, nothing: nothing)
        // Names are what they are, whichever fields are shown.
        let isWhole = format == .table || format == .name
        narrowed.print(isWhole ? entries : entries.map(fields.selected), format)
    }

    /// The entries in a format, with a line feed at the end of each line.
    func text(_ entries: [JSONValue], _ format: OutputFormat) -> String {
        switch format {
        case .table:
            Self.table(entries, columns).map { $0 + "\n" }.joined()
        case .jsonl:
            entries.map { JSONText.text($0.rawBytes) + "\n" }.joined()
        case .json, .yaml:
            Self.document(Self.array(entries), format)
        case .name:
            entries.map { $0.shown(nameField) + "\n" }.joined()
        }
    }

    /// The lines of the table.
    static func table(_ entries: [JSONValue], _ columns: [Column]) -> [String] {
        let numbers = Set(columns.indices.filter { columns[$0].isNumber })
        var table = TextTable(columns.map(\.heading), numbers: numbers)
        for entry in entries { table.add(columns.map { $0.cell(entry) }) }
        return table.lines
    }

    /// One value as a document.
    static func document(_ value: JSONValue?, _ format: OutputFormat) -> String {
        guard let value else { return "[]\n" }
        switch format {
        case .json: return IndentedText.json(value) + "\n"
        case .yaml: return IndentedText.yaml(value)
        case .jsonl, .table, .name: return JSONText.text(value.rawBytes) + "\n"
        }
    }

    private static func array(_ entries: [JSONValue]) -> JSONValue? {
        var writer = JSONWriter()
        writer.array { array in for entry in entries { array.raw(entry.rawBytes) } }
        // What was read as JSON and written again is JSON.
        return try? JSONDocument(writer.take()).root
    }
}
