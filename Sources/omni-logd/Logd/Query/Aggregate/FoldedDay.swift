internal import Store

/// What the file of derived data says of a day.
struct FoldedDay {
    /// The day.
    let day: Int
    /// Rows may have come since it was folded.
    let isStale: Bool
    /// Places in the table of dimension sets by the day's own numbers; -1 for sets that are not known.
    let sets: [Int32]

    /// The folded days of a range, oldest first.
    static func days(
        _ database: Database, _ range: ClosedRange<Int>, _ table: DimensionTable
    ) throws(StoreError) -> [FoldedDay] {
        let rows = try database.prepare(
            "SELECT day, stale, sets FROM folds WHERE day BETWEEN ? AND ? ORDER BY day")
        rows.bind(1, range.lowerBound)
        rows.bind(2, range.upperBound)
        var days: [FoldedDay] = []
        while try rows.step() {
            let sets = ColumnBlock(rows.blob(2))?.values(FoldColumn.set) ?? []
            days.append(
                FoldedDay(
                    day: Int(rows.int64(0)), isStale: rows.int64(1) != 0,
                    sets: sets.map { table.place(folded: $0) ?? -1 }))
        }
        return days
    }

    /// A block of a day; nil when there is none, or it is damaged.
    static func block(
        _ column: String, of table: String, _ day: Int, _ database: Database
    ) throws(StoreError) -> ColumnBlock? {
        let rows = try database.prepare("SELECT \(column) FROM \(table) WHERE day = ?")
        rows.bind(1, day)
        return try rows.step() ? ColumnBlock(rows.blob(0)) : nil
    }
}
