internal import IPC
internal import Store

/// The file of what is not of one day: settings, the count of rows, and sums that can be made anew from the days.
final class LedgerBase: FileContent {
    let database: Database
    /// Sums of closed days.
    let folds: FoldBook
    /// Rows that wait for their days.
    let late: LateRows
    private let selectNumber: Statement
    private let upsertNumber: Statement

    /// Step `n` leads from version `n` to `n + 1`; published steps are never changed.
    static let migrations = [
        """
        CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), message BLOB NOT NULL) STRICT;

        """ + FoldBook.schema,
        """
        \(FoldBook.slicesSchema)
        """,
        """
        \(FoldBook.partsSchema)
        """,
        """
        \(LateRows.schema)
        """,
    ]

    /// A number that is kept.
    enum Number: String {
        /// The first row number that no process has reserved.
        case nextSequence = "next_seq"
        /// The newest day that retention has taken away, one more than its number.
        case horizon
        /// When the clock first showed the date that the ledger does not know; 0 where it knows the date.
        case unknownSince = "unknown_since"
    }

    init(path: String, fileSystem: String?) throws(StoreError) {
        database = try Database(path: path, fileSystem: fileSystem)
        // A copy would take as much room again, before anybody has looked whether there is some, and hold up the start.
        try database.migrate(Self.migrations, keepingCopy: false)
        folds = try FoldBook(database)
        late = try LateRows(database)
        selectNumber = try database.prepare("SELECT value FROM numbers WHERE name = ?")
        upsertNumber = try database.prepare(
            """
            INSERT INTO numbers (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }

    /// Bytes that are in use: what was freed is used again before the file grows.
    func usedBytes() throws(StoreError) -> Int64 {
        let pages = try database.number("PRAGMA page_count")
        let free = try database.number("PRAGMA freelist_count")
        return try (pages - free) * database.number("PRAGMA page_size")
    }

    /// A number; 0 when it was never kept.
    func number(_ number: Number) throws(StoreError) -> Int64 {
        selectNumber.bind(1, number.rawValue)
        defer { selectNumber.reset() }
        return try selectNumber.step() ? selectNumber.int64(0) : 0
    }

    /// Keeps a number.
    func keep(_ number: Number, _ value: Int64) throws(StoreError) {
        upsertNumber.bind(1, number.rawValue)
        upsertNumber.bind(2, value)
        try upsertNumber.run()
    }

    /// The settings that came last; nil when none ever did.
    func settings() throws(StoreError) -> LedgerSettings? {
        let statement = try database.prepare("SELECT message FROM settings")
        guard try statement.step() else { return nil }
        // Settings that cannot be read come again when route connects.
        return try? LedgerSettings(bytes: statement.blob(0))
    }

    /// Keeps settings.
    func keep(_ settings: LedgerSettings) throws(StoreError) {
        let statement = try database.prepare(
            """
            INSERT INTO settings (id, message) VALUES (1, ?)
            ON CONFLICT (id) DO UPDATE SET message = excluded.message
            """)
        statement.bind(1, settings.encoded())
        try statement.run()
    }
}
