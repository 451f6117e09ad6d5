package import IPC
package import Store

/// The file of records through its troubles: sets a damaged one aside, opens it again when it could not be opened.
package final class Journal: BatchCommitter {
    /// Where the file is.
    package let path: String
    /// Whether commits list the requests they stored.
    package var collecting = false
    /// Called with the new name of a damaged file and what is wrong with it.
    package var whenSetAside: ((String, String) -> Void)?
    /// The names of damaged files that were set aside, the newest last.
    package private(set) var setAside: [String] = []

    private let wallMicroseconds: () -> Int64
    private let timestamp: (Int64) -> String
    private var store: RecordStore?
    private var identity: FileIdentity?

    /// Prepares the file at `path`; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - wallMicroseconds: The clock.
    ///   - timestamp: Text of a time, for the name of a damaged file.
    package init(
        path: String, wallMicroseconds: @escaping () -> Int64,
        timestamp: @escaping (Int64) -> String
    ) {
        self.path = path
        self.wallMicroseconds = wallMicroseconds
        self.timestamp = timestamp
    }

    /// Opens the file; a damaged one is set aside and a new one begun.
    ///
    /// - Throws: What will not get better by that: a file of a newer version, no access, no room.
    package func open() throws(StoreError) {
        _ = try opened()
    }

    /// Whether the file is open.
    package var isOpen: Bool { store != nil }
    /// Size of the file and its log.
    package var bytes: Int64 { FileIdentity.size(path) + FileIdentity.size(path + "-wal") }
    /// Pages that wait in the log.
    package var logPages: Int { store?.database.logPages ?? 0 }

    /// Stores batches, in a new file when the present one turns out to be damaged.
    package func commit(_ batches: [RecordBatch]) throws(StoreError) -> CommitReport {
        try perform { (store) throws(StoreError) in
            try store.commit(
                batches, wallMicroseconds: wallMicroseconds(), collecting: collecting)
        }
    }

    /// Works on the open file.
    ///
    /// When it turns out to be damaged, it is set aside and the work done on a new one.
    package func perform<Result>(
        _ body: (RecordStore) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do throws(StoreError) {
            return try body(try opened())
        } catch {
            guard error.isCorrupt else { throw error }
            try replace("\(error)")
        }
        return try body(try opened())
    }

    /// Moves the log into the file and closes it.
    package func close() {
        // What cannot be moved now is moved when the file is opened the next time.
        try? store?.database.checkpoint()
        store = nil
    }

    private func opened() throws(StoreError) -> RecordStore {
        if let store { return store }
        do throws(StoreError) {
            return try attach()
        } catch {
            guard error.isCorrupt else { throw error }
            try replace("\(error)")
        }
        return try attach()
    }

    private func attach() throws(StoreError) -> RecordStore {
        identity = FileIdentity(path)
        let isChecked = identity != nil && FileIdentity.size(path) < Limits.checkedBytes
        let opened = try RecordStore(path: path)
        if isChecked {
            let found = try opened.database.integrityCheck(quick: true)
            guard found == "ok" else {
                opened.database.close(keepingLog: true)
                throw .damaged(found)
            }
        }
        identity = FileIdentity(path)
        store = opened
        return opened
    }

    /// Sets the file aside, unless another process has done so and begun a new one already.
    private func replace(_ reason: String) throws(StoreError) {
        store?.database.close(keepingLog: true)
        store = nil
        guard let identity, identity == FileIdentity(path) else { return }
        let name = freeName()
        guard FileIdentity.rename(path, to: name) else { throw .damaged(reason) }
        // The log belongs to the damaged file; the index is made anew from it.
        _ = FileIdentity.rename(path + "-wal", to: name + "-wal")
        FileIdentity.remove(path + "-shm")
        setAside = setAside.suffix(3) + [name]
        whenSetAside?(name, reason)
    }

    private func freeName() -> String {
        let time = timestamp(wallMicroseconds()).split(separator: ":").joined()
        let base = "\(path).corrupt-\(time)"
        var name = base
        var count = 2
        while FileIdentity(name) != nil {
            name = "\(base)-\(count)"
            count += 1
        }
        return name
    }
}

extension StoreError {
    /// The code of SQLITE_CORRUPT, for damage that a check found.
    fileprivate static func damaged(_ text: String) -> StoreError {
        .failed(code: 11, extendedCode: 11, message: text)
    }
}
