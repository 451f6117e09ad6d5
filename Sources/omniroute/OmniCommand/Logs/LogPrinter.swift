internal import Glibc
internal import JSON

/// Prints rows of a table: as lines for people, or as data.
struct LogPrinter<Table: LogTable> {
    let format: OutputFormat
    let fields: FieldOptions
    var paint = Paint.terminal

    /// Prints rows that are all there is.
    ///
    /// - Throws: A failure when none has one of the fields.
    func print(_ rows: [JSONValue]) throws(CommandFailure) {
        try fields.check(rows)
        if rows.isEmpty, format == .table { return Terminal.error(Table.nothing) }
        Terminal.output(text(rows))
    }

    /// The rows, with a line feed at the end of each line.
    func text(_ rows: [JSONValue]) -> String {
        switch format {
        case .json, .yaml: listing.text(rows.map(fields.selected), format)
        case .name, .jsonl, .table: rows.map { line($0) + "\n" }.joined()
        }
    }

    /// Prints one row, which others follow.
    func follow(_ row: JSONValue) { Terminal.line(line(row)) }

    private var listing: Listing {
        Listing(columns: [], nameField: Table.nameField, nothing: Table.nothing)
    }

    private func line(_ row: JSONValue) -> String {
        switch format {
        case .name: row.shown(Table.nameField)
        case .table where fields.names == nil: Table.line(row, paint)
        case .table: (fields.names ?? []).map { row.shown($0) }.joined(separator: "  ")
        case .json, .jsonl, .yaml:
            JSONText.text(fields.selected(row).rawBytes)
        }
    }
}
