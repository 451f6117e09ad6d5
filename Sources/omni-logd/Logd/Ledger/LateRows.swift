internal import IPC
internal import Store

/// Rows that came late for days whose files cannot be opened or written: they wait in ledger.db until one can.
///
/// Each has its producer's number, and they go into the day in that order: what a day has of a producer tells it what it
/// has already.
final class LateRows {
    /// The table, for a step of the schema of ledger.db.
    static let schema = """
        CREATE TABLE late_rows (
            day INTEGER NOT NULL,
            producer TEXT NOT NULL,
            number INTEGER NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (day, producer, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// How many wait, by day; none of a day without.
    private(set) var counts: [Int: Int] = [:]
    private var bytes = 0
    private let database: Database
    private let insert: Statement
    private let select: Statement
    private let delete: Statement

    init(_ database: Database) throws(StoreError) {
        self.database = database
        insert = try database.prepare("INSERT OR IGNORE INTO late_rows VALUES (?, ?, ?, ?)")
        select = try database.prepare(
            """
            SELECT producer, number, record FROM late_rows WHERE day = ?
            ORDER BY producer, number LIMIT ?
            """)
        delete = try database.prepare(
            "DELETE FROM late_rows WHERE day = ? AND producer = ? AND number = ?")
        try measure()
    }

    private func measure() throws(StoreError) {
        let sums = try database.prepare(
            "SELECT day, count(*), sum(length(record)) FROM late_rows GROUP BY day")
        var found: [Int: Int] = [:]
        var size = 0
        while try sums.step() {
            found[Int(sums.int64(0))] = Int(sums.int64(1))
            size += Int(sums.int64(2))
        }
        counts = found
        bytes = size
    }

    /// Whether rows of a day wait, be it that another process has kept them.
    func waits(for day: Int) throws(StoreError) -> Bool {
        try database.number("SELECT EXISTS (SELECT 1 FROM late_rows WHERE day = \(day))") != 0
    }

    /// Keeps rows of a day, each once; whether there was room for all.
    func keep(_ shares: [DayShare], of day: Int) throws(StoreError) -> Bool {
        defer { insert.reset() }
        let rows = shares.flatMap { share in
            share.places.map { place in
                (share.batch.producer, share.sequence(place), share.batch.records[place].encoded())
            }
        }
        let added = rows.reduce(0) { $0 + $1.2.count }
        guard bytes + added <= Limits.lateBytes else { return false }
        try database.atomically { () throws(StoreError) in
            for (producer, number, record) in rows {
                insert.bind(1, day)
                insert.bind(2, producer)
                insert.bind(3, Int64(clamping: number))
                insert.bind(4, record)
                try insert.run()
            }
            try measure()
        }
        return true
    }

    /// The next rows of a day, each as a batch of its own.
    func next(of day: Int) throws(StoreError) -> [RecordBatch] {
        defer { select.reset() }
        select.bind(1, day)
        select.bind(2, Limits.importedRows)
        var batches: [RecordBatch] = []
        while try select.step() {
            // This process or one of its version encoded it; anything else is counted as unusable by whoever stores it.
            let record = (try? Record(bytes: select.blob(2))) ?? Record()
            batches.append(
                RecordBatch(
                    producer: select.text(0), firstSequence: UInt64(select.int64(1)),
                    records: [record]))
        }
        return batches
    }

    /// Forgets rows that are in their day.
    func areStored(_ batches: [RecordBatch], of day: Int) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            for batch in batches {
                delete.bind(1, day)
                delete.bind(2, batch.producer)
                delete.bind(3, Int64(clamping: batch.firstSequence))
                try delete.run()
            }
            try measure()
        }
    }

    /// Forgets all rows of a day.
    func forget(_ day: Int) throws(StoreError) {
        try database.execute("DELETE FROM late_rows WHERE day = \(day)")
        try measure()
    }
}
