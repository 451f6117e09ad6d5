internal import Store

/// A day that is read from its own file.
struct OpenDay {
    /// What is known of its file.
    let info: DayInfo
    /// Places in the table of dimension sets by the numbers of the file.
    let sets: [Int64: Int32]

    /// Reads the sets of a day.
    static func read(
        _ info: DayInfo, _ database: Database, _ table: DimensionTable
    ) throws(StoreError) -> OpenDay {
        let rows = try database.prepare("SELECT id, \(DimensionColumns.list) FROM dimensions")
        var sets: [Int64: Int32] = [:]
        while try rows.step() {
            sets[rows.int64(0)] = table.place(of: DimensionColumns.read(rows, from: 1))
        }
        return OpenDay(info: info, sets: sets)
    }
}
