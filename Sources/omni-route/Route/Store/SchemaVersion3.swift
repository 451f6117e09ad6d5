internal import IPC
internal import Store

/// From columns to messages: what is configured is kept as the message it came in, so that a new field needs no
/// migration and an older program keeps what it does not know.
enum SchemaVersion3 {
    /// The tables from version 3 on.
    private static let tables = """
        CREATE TABLE objects (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            position INTEGER NOT NULL,
            managed_by TEXT NOT NULL CHECK (managed_by IN ('file', 'local')),
            created_unix_us INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE health (
            scope INTEGER NOT NULL,
            key TEXT NOT NULL,
            name TEXT NOT NULL,
            cause INTEGER NOT NULL,
            level INTEGER NOT NULL,
            began_unix_us INTEGER NOT NULL,
            until_unix_us INTEGER NOT NULL,
            PRIMARY KEY (scope, key, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE money (
            book TEXT NOT NULL,
            owner TEXT NOT NULL,
            subject TEXT NOT NULL,
            form TEXT NOT NULL,
            is_previous INTEGER NOT NULL,
            begins_unix_us INTEGER,
            ends_unix_us INTEGER,
            used INTEGER NOT NULL,
            unknown INTEGER NOT NULL,
            bound INTEGER,
            is_percent INTEGER NOT NULL,
            exhausted_unix_us INTEGER,
            exhausted_until_unix_us INTEGER,
            PRIMARY KEY (book, owner, subject, form, is_previous)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reported (
            lease_id INTEGER PRIMARY KEY
        ) STRICT;
        """

    private static let old = """
        DROP TABLE models; DROP TABLE parameters; DROP TABLE connections; DROP TABLE keys;
        DROP TABLE settings; DROP TABLE texts;
        """

    /// Makes the new tables, fills them from the old ones and drops those.
    static func migrate(_ database: Database) throws(StoreError) {
        try database.execute(tables)
        let row = try database.prepare("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?)")
        func write(_ object: Object, _ kind: String, at position: Int = 0) throws(StoreError) {
            row.bind(1, kind)
            row.bind(2, object.id)
            row.bind(3, position)
            row.bind(4, object.manager)
            row.bind(5, object.created)
            row.bind(6, object.body)
            try row.run()
        }
        for (position, object) in try connections(database).enumerated() {
            try write(object, "connection", at: position)
        }
        for (position, object) in try keys(database).enumerated() {
            try write(object, "key", at: position)
        }
        let (door, translation) = try settings(database)
        try write(Object(body: door.encoded()), "door")
        try write(Object(body: translation.encoded()), "translation")
        try database.execute(old)
    }

    /// What becomes a row of the table `objects`.
    private struct Object {
        var id = ""
        var manager = "file"
        var created: Int64 = 0
        let body: [UInt8]
    }

    private static func connections(_ database: Database) throws(StoreError) -> [Object] {
        let models = try modelNames(database)
        let parameters = try parameters(database)
        let rows = try database.prepare(
            """
            SELECT id, name, provider, dialect, prefix, base_url, profile, connect_ms, first_byte_ms,
                idle_ms, total_ms, managed_by, created_unix_us
            FROM connections ORDER BY managed_by, position
            """)
        var result: [Object] = []
        while try rows.step() {
            let deadlines = Deadlines(
                connectMs: UInt32(clamping: rows.int64(7)),
                firstByteMs: UInt32(clamping: rows.int64(8)),
                idleMs: UInt32(clamping: rows.int64(9)), totalMs: UInt32(clamping: rows.int64(10)))
            let connection = ProviderConnection(
                id: rows.text(0), name: rows.text(1), provider: rows.text(2),
                dialect: Dialect(rawValue: Int32(clamping: rows.int64(3))) ?? .none,
                prefix: rows.text(4), baseURL: rows.text(5), models: models[rows.text(0)] ?? [],
                profile: rows.text(6), deadlines: deadlines == Deadlines() ? nil : deadlines,
                parameters: parameters[rows.text(0)] ?? [])
            result.append(
                Object(
                    id: connection.id, manager: rows.text(11), created: rows.int64(12),
                    body: connection.encoded()))
        }
        return result
    }

    private static func modelNames(_ database: Database) throws(StoreError) -> [String: [String]] {
        let rows = try database.prepare(
            "SELECT connection_id, name FROM models ORDER BY connection_id, position")
        var result: [String: [String]] = [:]
        while try rows.step() { result[rows.text(0), default: []].append(rows.text(1)) }
        return result
    }

    private static func parameters(_ database: Database) throws(StoreError) -> [String: [Header]] {
        let rows = try database.prepare(
            "SELECT connection_id, name, value FROM parameters ORDER BY connection_id, position")
        var result: [String: [Header]] = [:]
        while try rows.step() {
            result[rows.text(0), default: []].append(
                Header(name: rows.text(1), value: rows.text(2)))
        }
        return result
    }

    private static func keys(_ database: Database) throws(StoreError) -> [Object] {
        let rows = try database.prepare(
            """
            SELECT id, name, hash, created_unix_us, managed_by FROM keys
            ORDER BY managed_by, position
            """)
        var result: [Object] = []
        while try rows.step() {
            let key = ClientKey(
                id: rows.text(0), name: rows.text(1), hash: rows.blob(2),
                createdUnixUs: rows.int64(3))
            result.append(
                Object(
                    id: key.id, manager: rows.text(4), created: key.createdUnixUs,
                    body: key.encoded()))
        }
        return result
    }

    private static func settings(
        _ database: Database
    ) throws(StoreError) -> (DoorSettings, TranslationSettings) {
        let rows = try database.prepare("SELECT name, value FROM settings")
        var (door, translation) = (DoorSettings.standard, TranslationSettings())
        while try rows.step() {
            let value = rows.int64(1)
            switch rows.text(0) {
            case "require_api_key": door.requireApiKey = value != 0
            case "body_limit_bytes": door.bodyLimitBytes = UInt64(clamping: value)
            case "max_connections": door.maxConnections = UInt32(clamping: value)
            case "header_timeout_ms": door.headerTimeoutMs = UInt32(clamping: value)
            case "idle_timeout_ms": door.idleTimeoutMs = UInt32(clamping: value)
            case "request_timeout_ms": door.requestTimeoutMs = UInt32(clamping: value)
            case "heartbeat_ms": door.heartbeatMs = UInt32(clamping: value)
            case "thinking_mode":
                translation.thinking =
                    ThinkingMode(rawValue: Int32(clamping: value)) ?? .passthrough
            case "thinking_budget": translation.thinkingBudget = UInt32(clamping: value)
            case "system_prompt_last": translation.systemPromptLast = value != 0
            default: break
            }
        }
        let texts = try database.prepare("SELECT value FROM texts WHERE name = 'system_prompt'")
        if try texts.step() { translation.systemPrompt = texts.text(0) }
        return (door, translation)
    }
}
