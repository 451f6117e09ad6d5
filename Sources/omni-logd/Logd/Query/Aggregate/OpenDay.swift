internal import Store

/// A day that is read from its own file, or what of it is not folded.
struct OpenDay {
    /// What is known of its file.
    let info: DayInfo
    /// The quarter of an hour with which what is read begins.
    let from: Int
    /// Places in the table of dimension sets by the numbers of the file; -1 where there is none.
    private var sets: [Int32] = []

    /// Reads the sets of a day.
    static func read(
        _ info: DayInfo, _ database: Database, _ table: DimensionTable, from: Int = 0
    ) throws(StoreError) -> OpenDay {
        var day = OpenDay(info: info, from: from)
        let rows = try database.prepare("SELECT id, \(DimensionColumns.list) FROM dimensions")
        while try rows.step() {
            let id = rows.int64(0)
            // Numbers count up from 1; a damaged file must not take memory without bound.
            guard id >= 0, id < Int64(Limits.foldedSets) else { continue }
            while day.sets.count <= Int(id) { day.sets.append(-1) }
            day.sets[Int(id)] = table.place(of: DimensionColumns.read(rows, from: 1))
        }
        return day
    }

    private init(info: DayInfo, from: Int) {
        self.info = info
        self.from = from
    }

    /// The place of a set; nil when there is none.
    func set(_ id: Int64) -> Int32? {
        guard id >= 0, id < Int64(sets.count), sets[Int(id)] >= 0 else { return nil }
        return sets[Int(id)]
    }

    /// Goes to the next row of its file; false after the last.
    func step(_ rows: Statement) throws(QueryFailure) -> Bool {
        try LedgerReader.guarded(day: info.day) { () throws(StoreError) in try rows.step() }
    }
}
