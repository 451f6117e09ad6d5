internal import CSQLite

/// A prepared statement; finalised when it is let go.
///
/// Parameters count from 1, columns from 0. Bound values stay until they are bound anew.
public final class Statement {
    private let handle: OpaquePointer
    private let database: Database
    private var bindFailure: Int32 = SQLITE_OK
    /// Where `bindOnce` keeps values for the run that comes, and how much of it is taken.
    private var room: UnsafeMutableRawPointer?
    private var roomTaken = 0
    /// Bytes of the room: the text of a row of the ledger several times over.
    private static let roomBytes = 8192

    init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    deinit {
        // Repeats the last failure of `step`, which was reported then.
        _ = sqlite3_finalize(handle)
        room?.deallocate()
    }

    // MARK: Values

    /// Binds a number.
    public func bind(_ index: Int, _ value: Int64) {
        note(sqlite3_bind_int64(handle, CInt(index), value))
    }

    /// Binds a number.
    public func bind(_ index: Int, _ value: Int) { bind(index, Int64(value)) }

    /// Binds a floating-point number.
    public func bind(_ index: Int, _ value: Double) {
        note(sqlite3_bind_double(handle, CInt(index), value))
    }

    /// Binds text; SQLite takes a copy.
    public func bind(_ index: Int, _ value: String) {
        var text = value
        let result = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                // An empty string may have no address, and none means NULL to SQLite.
                guard let start = characters.baseAddress else {
                    return omni_sqlite_bind_text(handle, CInt(index), "", 0)
                }
                return omni_sqlite_bind_text(
                    handle, CInt(index), start, UInt64(characters.count))
            }
        }
        note(result)
    }

    /// Binds bytes; SQLite takes a copy.
    public func bind(_ index: Int, _ value: [UInt8]) {
        let result = value.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else {
                return sqlite3_bind_zeroblob(handle, CInt(index), 0)
            }
            return omni_sqlite_bind_blob(handle, CInt(index), start, UInt64(bytes.count))
        }
        note(result)
    }

    // MARK: Values for one run

    /// Binds text for the next run only; whoever runs the statement again binds it anew.
    ///
    /// SQLite reads it in place: its own copies, with an allocation each, are a good part of what a wide row costs.
    public func bindOnce(_ index: Int, _ value: String) {
        var text = value
        let result = text.withUTF8 { utf8 in
            guard let place = keep(UnsafeRawBufferPointer(utf8)) else { return SQLITE_TOOBIG }
            return omni_sqlite_bind_text_in_place(
                handle, CInt(index), place, UInt64(utf8.count))
        }
        if result == SQLITE_TOOBIG { bind(index, value) } else { note(result) }
    }

    /// Binds bytes for the next run only.
    public func bindOnce(_ index: Int, _ value: [UInt8]) {
        let result = value.withUnsafeBytes { bytes in
            guard let place = keep(bytes) else { return SQLITE_TOOBIG }
            return omni_sqlite_bind_blob_in_place(
                handle, CInt(index), place, UInt64(bytes.count))
        }
        if result == SQLITE_TOOBIG { bind(index, value) } else { note(result) }
    }

    /// Keeps bytes until the run is over; nil when there is no room for them.
    private func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard bytes.count <= Self.roomBytes - roomTaken else { return nil }
        let room =
            self.room ?? .allocate(byteCount: Self.roomBytes, alignment: 1)
        self.room = room
        let place = room + roomTaken
        if let start = bytes.baseAddress { place.copyMemory(from: start, byteCount: bytes.count) }
        roomTaken += bytes.count
        return UnsafeRawPointer(place)
    }

    /// Binds NULL: `bind(1, nil)`.
    public func bind(_ index: Int, _ null: Null) {
        note(sqlite3_bind_null(handle, CInt(index)))
    }

    /// Binds a value, or NULL when there is none.
    public func bind<Value: Bindable>(_ index: Int, _ value: Value?) {
        guard let value else { return bind(index, Null()) }
        value.bind(to: self, index)
    }

    /// Too large a value, or no memory: told by the next `step`.
    private func note(_ result: Int32) {
        guard result != SQLITE_OK else { return }
        precondition(result != SQLITE_RANGE, "the statement has such a parameter")
        bindFailure = result
    }

    // MARK: Running

    /// Goes to the next row; false when there is none, and the statement is then ready to be run again.
    public func step() throws(StoreError) -> Bool {
        guard bindFailure == SQLITE_OK else {
            let failed = bindFailure
            bindFailure = SQLITE_OK
            throw StoreError.failed(
                code: failed & 0xff, extendedCode: failed, message: "a value cannot be bound")
        }
        let result = sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        if result == SQLITE_DONE {
            reset()
            return false
        }
        let error = database.failure(result)
        reset()
        throw error
    }

    /// Runs to the end; rows are passed over.
    public func run() throws(StoreError) {
        while try step() {}
    }

    /// Leaves the rows that are left, so that the statement can be run again.
    public func reset() {
        // Repeats the failure of the last `step`, which was reported then.
        _ = sqlite3_reset(handle)
        roomTaken = 0
    }

    // MARK: Columns of the current row

    /// A number; 0 for NULL.
    public func int64(_ column: Int) -> Int64 { sqlite3_column_int64(handle, CInt(column)) }

    /// A floating-point number; 0 for NULL.
    public func double(_ column: Int) -> Double { sqlite3_column_double(handle, CInt(column)) }

    /// Text; empty for NULL.
    public func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(handle, CInt(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, CInt(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Bytes; empty for NULL.
    public func blob(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, CInt(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, CInt(column)))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Whether a column is NULL.
    public func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, CInt(column)) == SQLITE_NULL
    }
}
