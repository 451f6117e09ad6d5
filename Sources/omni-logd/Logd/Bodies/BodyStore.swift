internal import IPC
internal import Store

/// The open file of one day's bodies.
final class BodyStore: FileContent {
    let database: Database
    private let insert: Statement

    init(path: String, fileSystem: String?) throws(StoreError) {
        database = try Database(path: path, fileSystem: fileSystem)
        try database.migrate(BodySchema.migrations, keepingCopy: false)
        database.automaticCheckpoint = 0
        try database.execute("PRAGMA journal_size_limit = \(Limits.logBytes)")
        let columns = BodySchema.columns
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        insert = try database.prepare(
            """
            INSERT INTO bodies (\(columns.joined(separator: ", "))) VALUES (\(marks))
            ON CONFLICT (request_id, received_us, attempt, side) DO NOTHING
            """)
    }

    /// Adds a body, once; whether it is new.
    func add(_ body: BodyRecord) throws(StoreError) -> Bool {
        var row = RowWriter(insert)
        body.write(to: &row)
        try insert.run()
        return database.changes > 0
    }
}
