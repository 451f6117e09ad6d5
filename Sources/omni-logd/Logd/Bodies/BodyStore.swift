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
            ON CONFLICT (request_id, received_us, attempt, side) DO UPDATE SET
            content_type = excluded.content_type, whole_bytes = excluded.whole_bytes,
            content = excluded.content WHERE content <> excluded.content
            """)
    }

    /// Adds a body, once; whether it is new.
    ///
    /// A request that translate's successor begins again has the same attempts: what the client has is of the last of them.
    func add(_ body: BodyRecord) throws(StoreError) -> Bool {
        var row = RowWriter(insert)
        body.write(to: &row)
        try insert.run()
        return database.changes > 0
    }
}
