/// Rows of text in aligned columns.
struct TextTable {
    private var rows: [[String]] = []
    private let rightAligned: Set<Int>

    /// A table with these headings; columns named in `numbers` are right-aligned.
    init(_ headings: [String], numbers: Set<Int> = []) {
        rows = [headings]
        rightAligned = numbers
    }

    /// Adds a row, one cell a column.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == rows[0].count, "one cell a column")
        rows.append(cells)
    }

    /// The lines, without trailing blanks.
    var lines: [String] {
        let widths = rows[0].indices.map { column in
            rows.map { CellWidth.of($0[column]) }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let blanks = CellWidth.blanks(after: cell, widths[column])
                line += rightAligned.contains(column) ? blanks + cell : cell + blanks
                line += "  "
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
