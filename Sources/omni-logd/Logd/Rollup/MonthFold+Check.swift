internal import Store

extension MonthFold {
    /// Months that are not what their days are together, in words; those of which a day has changed since are left out.
    static func differences(_ database: Database) throws(StoreError) -> [String] {
        let rows = try database.prepare("SELECT month, days, block, runs, classes FROM fold_months")
        var found: [String] = []
        while try rows.step() {
            let month = Int(rows.int64(0))
            let name = DayCalendar.name(of: month)
            let days = days(ColumnBlock(rows.blob(1)))
            // As part of the same look at the file.
            guard let fold = try MonthFold(month, days, database) else { continue }
            if fold.sums != rows.blob(2) || fold.runs != rows.blob(3)
                || fold.classes != rows.blob(4)
            {
                found.append("the sums of the month from \(name) differ from its days'")
            }
        }
        return found
    }
}
