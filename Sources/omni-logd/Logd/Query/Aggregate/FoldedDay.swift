internal import Store

/// What the file of derived data says of a day.
struct FoldedDay {
    /// The day.
    let day: Int
    /// How often its sums had changed.
    let changes: Int64
    /// Rows may have come since it was folded.
    let isStale: Bool
    /// The quarter of an hour before which its rows are in it.
    let until: Int
    /// Places in the table of dimension sets by the day's own numbers; -1 for sets that are not known.
    let sets: [Int32]

    /// The folded days of a range, oldest first.
    static func days(
        _ database: Database, _ range: ClosedRange<Int>, _ table: DimensionTable
    ) throws(StoreError) -> [FoldedDay] {
        let rows = try database.prepare(
            "SELECT day, changes, stale, sets, until FROM folds WHERE day BETWEEN ? AND ? ORDER BY day"
        )
        rows.bind(1, range.lowerBound)
        rows.bind(2, range.upperBound)
        var days: [FoldedDay] = []
        while try rows.step() {
            let sets = ColumnBlock(rows.blob(3))?.values(FoldColumn.set) ?? []
            days.append(
                FoldedDay(
                    day: Int(rows.int64(0)), changes: rows.int64(1),
                    isStale: rows.int64(2) != 0, until: Int(rows.int64(4)),
                    sets: sets.map { table.place(folded: $0) ?? -1 }))
        }
        return days
    }
}
