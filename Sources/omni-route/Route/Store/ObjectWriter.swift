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
        row = try database.prepare("INSERT INTO objects VALUES (?, ?, ?, ?, ?)")
    }

    func write(_ stored: StoredConnection, at position: Int) throws(StoreError) {
        try write(
            .connection, stored.connection.id, position, stored.created,
            stored.connection.encoded())
    }

    func write(_ key: ClientKey, at position: Int) throws(StoreError) {
        try write(.key, key.id, position, key.createdUnixUs, key.encoded())
    }

    /// Parts that are named by their position.
    func write(_ kind: ObjectKind, _ messages: [some WireMessage]) throws(StoreError) {
        for (position, message) in messages.enumerated() {
            try write(kind, "\(position)", position, 0, message.encoded())
        }
    }

    /// Settings.
    func write(_ kind: ObjectKind, _ message: some WireMessage) throws(StoreError) {
        try write(kind, "", 0, 0, message.encoded())
    }

    private func write(
        _ kind: ObjectKind, _ id: String, _ position: Int, _ created: Int64, _ body: [UInt8]
    ) throws(StoreError) {
        row.bind(1, kind.rawValue)
        row.bind(2, id)
        row.bind(3, position)
        row.bind(4, created)
        row.bind(5, body)
        try row.run()
    }
}
