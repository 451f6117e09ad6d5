internal import CSQLite

/// Why SQLite did not do what was asked.
///
/// It carries no bound values.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// SQLite failed, with its result code, its extended code (sqlite.org/rescode.html) and its text.
    case failed(code: Int32, extendedCode: Int32, message: String)
    /// The file was written by a newer version of the program: its schema, and the newest known here.
    case newerDatabase(version: Int, known: Int)

    /// SQLite's result code; 0 when it did not come from SQLite.
    public var code: Int32 {
        switch self {
        case .failed(let code, _, _): code
        case .newerDatabase: 0
        }
    }

    /// SQLite's extended result code; 0 when it did not come from SQLite.
    public var extendedCode: Int32 {
        switch self {
        case .failed(_, let extendedCode, _): extendedCode
        case .newerDatabase: 0
        }
    }

    /// For people and logs.
    public var message: String {
        switch self {
        case .failed(_, _, let message): message
        case .newerDatabase(let version, let known):
            "the database has schema \(version), written by a newer version of this program, which knows \(known)"
        }
    }

    /// The file is damaged, or no database at all: it will not get better.
    public var isCorrupt: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }
    /// The disk or the file's allowance is full, or reading and writing fail: it may get better.
    public var isStorage: Bool {
        code == SQLITE_FULL || code == SQLITE_IOERR || code == SQLITE_CANTOPEN
            || code == SQLITE_READONLY
    }
    /// Another process held the file for longer than the busy timeout.
    public var isBusy: Bool { code == SQLITE_BUSY }
    /// A constraint of the schema was violated.
    public var isConstraint: Bool { code == SQLITE_CONSTRAINT }

    /// The text, and SQLite's extended code.
    public var description: String {
        switch self {
        case .failed(_, let extendedCode, let message): "\(message) (SQLite \(extendedCode))"
        case .newerDatabase: message
        }
    }

    /// The state of a connection after a call that returned `result`.
    init(_ result: Int32, _ connection: OpaquePointer?) {
        // Without a connection there was no memory for one.
        let extended = connection.map { sqlite3_extended_errcode($0) } ?? result
        // Some misuse leaves the connection's own code at "ok"; the result then says more.
        let matches = connection != nil && extended & 0xff == result & 0xff
        let text = matches ? sqlite3_errmsg(connection) : sqlite3_errstr(result)
        self = .failed(
            code: result & 0xff, extendedCode: matches ? extended : result,
            message: text.map { String(cString: $0) } ?? "unknown error")
    }
}
