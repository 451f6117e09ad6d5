internal import Store

/// What the file of derived data says of a month.
struct FoldedMonth {
    /// Its first day.
    let month: Int
    /// The days that are in it, and how often each had changed.
    let days: [Int: Int64]
    /// Places in the table of dimension sets by the month's own numbers; -1 for sets that are not known.
    let sets: [Int32]

    /// The months of which some days are in a range.
    static func months(
        _ database: Database, _ range: ClosedRange<Int>, _ table: DimensionTable
    ) throws(StoreError) -> [FoldedMonth] {
        let rows = try database.prepare(
            "SELECT month, days, sets FROM fold_months WHERE month BETWEEN ? AND ?")
        rows.bind(1, FoldMonths.month(of: range.lowerBound))
        rows.bind(2, range.upperBound)
        var months: [FoldedMonth] = []
        while try rows.step() {
            let sets = ColumnBlock(rows.blob(2))?.values(FoldColumn.set) ?? []
            months.append(
                FoldedMonth(
                    month: Int(rows.int64(0)), days: MonthFold.days(ColumnBlock(rows.blob(1))),
                    sets: sets.map { table.place(folded: $0) ?? -1 }))
        }
        return months
    }
}
