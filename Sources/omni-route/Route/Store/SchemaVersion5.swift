internal import Store

/// Reports and decisions that were written together share a row: a request costs a few bytes, not rows of its own.
///
/// `number` counts leases and requests, so that the latest ones can be kept without counting rows.
enum SchemaVersion5 {
    private static let tables = """
        CREATE TABLE reports (
            number INTEGER PRIMARY KEY,
            issued INTEGER NOT NULL,
            leases BLOB NOT NULL
        ) STRICT;
        CREATE TABLE decisions (
            number INTEGER PRIMARY KEY,
            requests BLOB NOT NULL
        ) STRICT;
        """

    /// What was decided before is of no use to the new form; it is about requests of some minutes.
    private static let old = "DROP TABLE reported; DROP TABLE traces;"

    /// Makes the tables, takes the latest reports over and drops the old tables.
    static func migrate(_ database: Database) throws(StoreError) {
        try database.execute(tables)
        let rows = try database.prepare(
            "SELECT lease_id FROM reported ORDER BY lease_id DESC LIMIT \(Limits.reportedKept)")
        var leases: [UInt64] = []
        while try rows.step() { leases.append(UInt64(bitPattern: rows.int64(0))) }
        try database.execute(old)
        // A new file: nobody leased anything.
        guard !leases.isEmpty else { return }
        let row = try database.prepare(
            """
            INSERT INTO reports (number, issued, leases)
            VALUES (?, (strftime('%s', 'now') * 1000000) << 12, ?)
            """)
        row.bind(1, leases.count)
        // Whatever was leased by now was counted when it was.
        row.bind(2, LeaseNumbers.bytes(leases))
        try row.run()
    }
}
