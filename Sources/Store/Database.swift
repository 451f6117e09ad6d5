internal import CSQLite
internal import Glibc

/// One connection to an SQLite file, in WAL mode.
///
/// It belongs to one thread.
public final class Database {
    /// Where the file is.
    public let path: String
    private(set) var connection: OpaquePointer?
    /// Why a statement that runs is given up; see `interrupts(when:)`.
    var interruption: (() -> Bool)?
    /// Pages in the write-ahead log after the last commit of this connection.
    public private(set) var logPages = 0

    /// SQLite's own count of its memory takes a lock with each allocation, and nobody reads it; to be said before the first
    /// file is opened, later SQLite refuses.
    private static let countsNoMemory = omni_sqlite_count_no_memory() == SQLITE_OK

    /// How long a call waits for another process that has the file locked.
    private static let busyMilliseconds: CInt = 5000

    /// Opens a file; one that is missing is made, readable for its owner only, unless `readOnly`.
    ///
    /// - Parameters:
    ///   - path: The file; its log and index are beside it, with "-wal" and "-shm" added.
    ///   - readOnly: Neither makes nor changes the file.
    ///   - incrementalVacuum: Lets a new file give pages back; see `releasePages`. A file that has
    ///     tables keeps its own way.
    ///   - fileSystem: Name of a registered SQLite VFS; the operating system's own without one.
    /// - Throws: What SQLite says, for example that the file is no database.
    public init(
        path: String, readOnly: Bool = false, incrementalVacuum: Bool = false,
        fileSystem: String? = nil
    ) throws(StoreError) {
        self.path = path
        if !readOnly { Self.createPrivately(path) }
        // Refused where a test has used SQLite before: then it counts.
        _ = Self.countsNoMemory
        // The connection is confined to one thread, so SQLite needs no mutex of its own.
        let flags =
            SQLITE_OPEN_NOMUTEX
            | (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        let result = sqlite3_open_v2(path, &connection, flags, fileSystem)
        guard result == SQLITE_OK else {
            let error = StoreError(result, connection)
            close()
            throw error
        }
        sqlite3_busy_timeout(connection, Self.busyMilliseconds)
        do throws(StoreError) {
            // Only a file without a header can choose; the change to WAL mode writes it.
            if incrementalVacuum { try execute("PRAGMA auto_vacuum = INCREMENTAL") }
            try configure(readOnly: readOnly)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    /// SQLite would make the file readable for all; its log and index files take over the mode.
    ///
    /// A file that is there is not opened: closing it would drop the locks that other connections of this process have
    /// on it (fcntl(2)), and another process could then take its log away.
    static func createPrivately(_ path: String) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        // SQLite finds the same failure again and reports it with its name.
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    private func configure(readOnly: Bool) throws(StoreError) {
        try execute("PRAGMA foreign_keys = ON")
        if readOnly {
            // The file may be replaced under a reader, whose log is then another file's.
            _ = omni_sqlite_keep_wal_on_close(connection)
            // Reading the schema finds a file that is no database now rather than at the first query.
            return try execute("SELECT count(*) FROM sqlite_schema")
        }
        try execute("PRAGMA journal_mode = WAL")
        try setSynchronous(.full)
        countLogPages()
    }

    /// Replaces SQLite's own hook, which would checkpoint inside of a commit; see `automaticCheckpoint`.
    private func countLogPages() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            connection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                let database = Unmanaged<Database>.fromOpaque(context).takeUnretainedValue()
                return database.committed(pages: Int(pages))
            }, context)
    }

    private func committed(pages: Int) -> CInt {
        logPages = pages
        guard automaticCheckpoint > 0, pages >= automaticCheckpoint else { return SQLITE_OK }
        // A checkpoint that another process does at this moment is as good; what failed is tried at the next commit.
        _ = sqlite3_wal_checkpoint_v2(connection, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        return SQLITE_OK
    }

    /// Pages in the log from which on a commit also moves them into the file; 0 leaves that to `checkpoint`.
    public var automaticCheckpoint = 1000

    /// Chooses how much a commit waits for the disk; FULL at first.
    public func setSynchronous(_ mode: Synchronous) throws(StoreError) {
        try execute("PRAGMA synchronous = \(mode.rawValue)")
    }

    /// Closes the connection now; statements that still live fail from then on.
    ///
    /// - Parameter keepingLog: Leaves a write-ahead log as it is, instead of moving it into the file.
    public func close(keepingLog: Bool = false) {
        guard let connection else { return }
        if keepingLog { _ = omni_sqlite_keep_wal_on_close(connection) }
        sqlite3_wal_hook(connection, nil, nil)
        // Statements that live on keep a closed connection as a zombie, which cannot fail.
        sqlite3_close_v2(connection)
        self.connection = nil
    }

    /// Runs SQL without values or rows; several statements may be separated by semicolons.
    public func execute(_ sql: String) throws(StoreError) {
        let result = sqlite3_exec(connection, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// Compiles one statement, to be run many times.
    public func prepare(_ sql: String) throws(StoreError) -> Statement {
        var handle: OpaquePointer?
        let result = sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard result == SQLITE_OK else { throw failure(result) }
        guard let handle else {
            throw .failed(
                code: SQLITE_MISUSE, extendedCode: SQLITE_MISUSE, message: "the statement is empty")
        }
        return Statement(handle, of: self)
    }

    /// The first column of the first row, as a number; 0 without a row.
    public func number(_ sql: String) throws(StoreError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.int64(0) : 0
    }

    /// Runs `body` in a transaction that has the file's write lock from the start; undone when it throws.
    ///
    /// Transactions do not nest. Waits up to 5 seconds for another process.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            undo()
            throw error
        }
    }

    /// As `transaction`, for a body that does nothing but use the database.
    public func atomically<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            undo()
            throw error
        }
    }

    /// Some failures, a full disk among them, have undone the transaction already.
    private func undo() {
        guard let connection, sqlite3_get_autocommit(connection) == 0 else { return }
        // The failure that led here is the one to report; closing undoes it at the latest.
        _ = sqlite3_exec(connection, "ROLLBACK", nil, nil, nil)
    }

    /// Moves the write-ahead log into the file as far as readers allow, without waiting for them.
    ///
    /// - Parameter truncating: Waits for readers and writers and leaves an empty log.
    /// - Throws: What SQLite says, for example that a reader took too long to end.
    public func checkpoint(truncating: Bool = false) throws(StoreError) {
        let mode = truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        var pages: CInt = 0
        var moved: CInt = 0
        let result = sqlite3_wal_checkpoint_v2(connection, "main", mode, &pages, &moved)
        guard result == SQLITE_OK else { throw failure(result) }
        // The log starts over at the next commit once all of it has been moved.
        logPages = pages == moved ? 0 : Int(pages)
    }

    /// Gives up to `count` unused pages back to the file system, when the file was made for it.
    public func releasePages(_ count: Int) throws(StoreError) {
        try execute("PRAGMA incremental_vacuum(\(count))")
    }

    /// "ok", or the first damages found in the file.
    ///
    /// - Parameter quick: Leaves out comparing indexes with their tables.
    /// - Returns: Text of SQLite, at most ten damages.
    /// - Throws: What SQLite says when it cannot even look.
    public func integrityCheck(quick: Bool = false) throws(StoreError) -> String {
        let statement = try prepare(quick ? "PRAGMA quick_check(10)" : "PRAGMA integrity_check(10)")
        var lines: [String] = []
        while try statement.step() { lines.append(statement.text(0)) }
        return lines.joined(separator: "; ")
    }

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    public var changes: Int { connection.map { Int(sqlite3_changes64($0)) } ?? 0 }
    /// Row id of the last INSERT.
    public var lastRowID: Int64 { connection.map { sqlite3_last_insert_rowid($0) } ?? 0 }

    /// The connection's state after a call that returned `result`.
    func failure(_ result: Int32) -> StoreError {
        guard let connection else {
            return .failed(
                code: SQLITE_MISUSE, extendedCode: SQLITE_MISUSE, message: "the database is closed")
        }
        return StoreError(result, connection)
    }
}
