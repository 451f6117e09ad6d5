internal import Store
internal import TimeZones

/// What is made anew of a folded day whose file is gone when the zone changes.
struct RezonedDay: Sendable {
    /// Sums by the parts of the day that lie in one day of the zone.
    let pieces: [UInt8]
    /// Its slices.
    let slices: FoldSlices

    /// Makes it of what was folded; nil when that is missing or damaged.
    ///
    /// - Parameters:
    ///   - day: Which day it is.
    ///   - calendar: Of the new zone.
    ///   - database: The file of derived data.
    ///   - table: Sets that are known.
    /// - Throws: What SQLite says.
    init?(
        _ day: Int, _ calendar: CivilCalendar, _ database: Database, _ table: DimensionTable
    ) throws(StoreError) {
        try table.update(database)
        let folded = try FoldedDay.days(database, day...day, table)
        let blocks = FoldBlocks(database)
        guard let sets = folded.first?.sets,
            let quarters = try blocks.block("block", of: "fold_quarters", day),
            let runs = try blocks.block("runs", of: "fold_durations", day),
            let classes = try blocks.block("classes", of: "fold_durations", day)
        else { return nil }
        let sums = FoldSlices.Tables(
            SumColumns(quarters), DayPieces.starts(of: day, calendar), sets: sets.count)
        pieces = sums.pieces.encoded()
        slices = FoldSlices(
            day, sets, table, sums, DurationRuns(runs, classes), hours: nil)
    }
}
