internal import IPC
internal import Store

/// What a row of the table `objects` holds.
enum ObjectKind: String {
    case connection, key, combo, alias, budget
    /// Settings: one row each.
    case door, translation, routing
}

/// Writes rows of the table `objects`.
struct ObjectWriter {
    private let row: Statement

    init(_ database: Database) throws(StoreError) {
        row = try database.prepare(
            """
            INSERT INTO objects (kind, id, position, managed_by, created_unix_us, body)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
    }

    func write(_ kind: ObjectKind, _ stored: StoredConnection, at position: Int)
        throws(StoreError)
    {
        try write(
            kind, stored.connection.id, position, stored.manager, stored.created,
            stored.connection.encoded())
    }

    func write(_ kind: ObjectKind, _ stored: StoredKey, at position: Int) throws(StoreError) {
        try write(
            kind, stored.key.id, position, stored.manager, stored.key.createdUnixUs,
            stored.key.encoded())
    }

    /// Parts that only the file manages, named by their position.
    func write(_ kind: ObjectKind, _ messages: [some WireMessage]) throws(StoreError) {
        for (position, message) in messages.enumerated() {
            try write(kind, "\(position)", position, .file, 0, message.encoded())
        }
    }

    /// Settings.
    func write(_ kind: ObjectKind, _ message: some WireMessage) throws(StoreError) {
        try write(kind, "", 0, .file, 0, message.encoded())
    }

    private func write(
        _ kind: ObjectKind, _ id: String, _ position: Int, _ manager: Manager, _ created: Int64,
        _ body: [UInt8]
    ) throws(StoreError) {
        row.bind(1, kind.rawValue)
        row.bind(2, id)
        row.bind(3, position)
        row.bind(4, manager.rawValue)
        row.bind(5, created)
        row.bind(6, body)
        try row.run()
    }
}
