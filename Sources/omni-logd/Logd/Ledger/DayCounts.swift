internal import Store

/// How many rows a day has in each table, as it says itself.
struct DayCounts: Equatable {
    var requests = TableInfo()
    var attempts = TableInfo()
    var calls = TableInfo()

    /// None.
    init() {}

    /// Reads them.
    init(_ database: Database) throws(StoreError) {
        try self.init(database.prepare(Self.select))
    }

    /// What `init(_:)` runs, for who reads them often.
    static let select = "SELECT name, rows, first_seq, last_seq FROM counts"

    /// Reads them with a statement of `select`.
    init(_ statement: Statement) throws(StoreError) {
        while try statement.step() {
            let info = TableInfo(
                rows: statement.int64(1), firstSequence: statement.int64(2),
                lastSequence: statement.int64(3))
            switch statement.text(0) {
            case "requests": requests = info
            case "attempts": attempts = info
            case "calls": calls = info
            default: break
            }
        }
    }

    /// With the names of their tables.
    var named: [(String, TableInfo)] {
        [("requests", requests), ("attempts", attempts), ("calls", calls)]
    }

    /// The largest number of a row; 0 without rows.
    var lastSequence: Int64 {
        max(requests.lastSequence, attempts.lastSequence, calls.lastSequence)
    }
}
