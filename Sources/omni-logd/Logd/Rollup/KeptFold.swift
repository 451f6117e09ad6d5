internal import Store
internal import TimeZones

/// A folded day as it is in the file of derived data, to be compared with its file.
struct KeptFold {
    /// How often the day's sums had changed.
    let changes: Int64
    /// The quarter of an hour before which the day's rows are in it.
    let until: Int
    /// Of the zone of its pieces.
    let calendar: CivilCalendar

    /// What is kept of a day; nil when it is not folded, rows may have come since, or the zone is not known.
    init?(_ day: Int, _ database: Database) throws(StoreError) {
        let rows = try database.prepare(
            "SELECT changes, zone, until FROM folds WHERE day = ? AND stale = 0")
        rows.bind(1, day)
        guard try rows.step() else { return nil }
        // Days of no zone, or of one that is not known, are folded anew.
        let name = rows.text(1)
        guard !name.isEmpty, let zone = try? Zone.named(name) else { return nil }
        changes = rows.int64(0)
        until = Int(rows.int64(2))
        calendar = CivilCalendar(zone: zone)
    }

    /// Whether it was made of the rows that another is made of, as far as changes tell.
    ///
    /// A day that is not over changes after the part that is folded, too.
    func isOf(_ fold: DayFold) -> Bool {
        until < DayPlace.quarters ? changes <= fold.changes : changes == fold.changes
    }

    /// Whether all that is kept of it is what folding it again gives.
    func isEqual(to fold: DayFold, _ database: Database) throws(StoreError) -> Bool {
        let blocks = FoldBlocks(database)
        let day = fold.day
        guard try blocks.bytes("block", of: "fold_quarters", day) == fold.quarters,
            try blocks.bytes("block", of: "fold_hours", day) == fold.hours,
            try blocks.bytes("block", of: "fold_pieces", day) == fold.pieces,
            try blocks.bytes("runs", of: "fold_durations", day) == fold.runs,
            try blocks.bytes("classes", of: "fold_durations", day) == fold.classes
        else { return false }
        for (id, block) in fold.slices.sums {
            guard try blocks.bytes("block", of: "fold_slices", id) == block else { return false }
        }
        for (id, runs, classes) in fold.slices.durations {
            guard try blocks.bytes("runs", of: "fold_duration_slices", id) == runs,
                try blocks.bytes("classes", of: "fold_duration_slices", id) == classes
            else { return false }
        }
        return true
    }
}
