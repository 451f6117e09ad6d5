internal import Store

/// What is kept in a database file, with its statements.
protocol FileContent: AnyObject {
    /// The open file.
    var database: Database { get }
}

/// A database file through its troubles: a damaged one is set aside and a new one begun, one that could not be opened is
/// tried again, one that another process has replaced is opened anew.
///
/// Processes share a file while one is renewed. Whoever takes a file away does so inside of a transaction, and whoever writes
/// asks inside of its own whether the file is still there (`isCurrent`).
final class GuardedFile<Content: FileContent> {
    /// Where the file is.
    let path: String
    private let make: (String) throws(StoreError) -> Content
    private let name: (String) -> String
    private let whenSetAside: (String, String) -> Void
    private let leavesForLater: () -> Bool
    private var content: Content?
    private var identity: FileIdentity?
    /// Whether its pages were looked at in this life, which is done when it is first opened.
    private(set) var isChecked: Bool

    /// Prepares a file; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isChecked: Its pages were looked at already.
    ///   - make: Opens it.
    ///   - name: A name for a damaged file, out of its path.
    ///   - whenSetAside: Called with that name and what is wrong with the file.
    ///   - leavesForLater: Asked whether somebody else looks at its pages a while after it was opened.
    init(
        _ path: String, isChecked: Bool = false,
        make: @escaping (String) throws(StoreError) -> Content,
        name: @escaping (String) -> String, whenSetAside: @escaping (String, String) -> Void,
        leavesForLater: @escaping () -> Bool = { false }
    ) {
        self.path = path
        self.leavesForLater = leavesForLater
        self.isChecked = isChecked
        self.make = make
        self.name = name
        self.whenSetAside = whenSetAside
    }

    /// Whether the file is open.
    var isOpen: Bool { content != nil }
    /// Pages that wait in its log.
    var logPages: Int { content?.database.logPages ?? 0 }
    /// Whether the open file is the one at its path; to be asked inside of a transaction.
    var isCurrent: Bool { identity != nil && identity == FileIdentity(path) }

    /// Works on the open file, and on a new one when it turns out to be damaged or replaced.
    func perform<Result>(
        _ body: (Content) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        for _ in 0..<2 {
            do throws(StoreError) {
                return try body(try opened())
            } catch {
                if error.isMoved {
                    close()
                } else if error.isCorrupt {
                    try setAside("\(error)")
                } else {
                    throw error
                }
            }
        }
        return try body(try opened())
    }

    /// Works on the file in a transaction that begins by asking whether the file is still the one at its path.
    ///
    /// - Parameters:
    ///   - undone: Called when nothing of the transaction stays.
    ///   - body: What is done in it; done again on a new file when this one is damaged.
    /// - Returns: What `body` returns.
    /// - Throws: What SQLite says; nothing has happened then.
    func transaction<Result>(
        undone: (Content) -> Void = { _ in },
        _ body: (Content) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try perform { (content) throws(StoreError) in
            do throws(StoreError) {
                return try content.database.atomically { () throws(StoreError) in
                    guard isCurrent else { throw .moved }
                    return try body(content)
                }
            } catch {
                undone(content)
                throw error
            }
        }
    }

    /// Moves the log into the file and closes it.
    func close() {
        guard let content else { return }
        // What cannot be moved now is moved when the file is opened the next time. Of a replaced file nothing is moved: by
        // its name the log is another file's.
        let isCurrent = isCurrent
        if isCurrent { try? content.database.checkpoint() }
        content.database.close(keepingLog: !isCurrent)
        self.content = nil
    }

    /// Takes the file away for good, with its log; nobody is in the middle of writing to it then.
    func unlink() throws(StoreError) {
        // What is taken away need not be whole.
        isChecked = true
        do throws(StoreError) {
            let content = try opened()
            try content.database.atomically { () throws(StoreError) in
                if isCurrent { remove() }
            }
        } catch {
            // A file that cannot be read is taken away as it is, and where there is no room not even an index can be made.
            guard error.isCorrupt || error.isStorage else { throw error }
            remove()
        }
        content?.database.close(keepingLog: true)
        content = nil
    }

    /// The log last: an empty file's log is not taken for its own.
    private func remove() {
        Files.remove(path)
        Files.remove(path + "-wal")
        Files.remove(path + "-shm")
    }

    /// Takes over what another connection found in the file's pages; a damaged one is set aside.
    func looked(_ look: FileLook) throws(StoreError) {
        // Another file by now: nobody has looked at that.
        guard look.identity == FileIdentity(path) else { return }
        isChecked = true
        guard let damage = look.damage else { return }
        identity = look.identity
        try setAside(damage)
    }

    private func look(_ content: Content) throws(StoreError) {
        let found = try content.database.integrityCheck(quick: true)
        guard found == "ok" else { throw .damaged(found) }
    }

    private func opened() throws(StoreError) -> Content {
        if let content { return content }
        identity = FileIdentity(path)
        let isChecking =
            !isChecked && identity != nil && Files.size(path) < Limits.checkedBytes
            && !leavesForLater()
        let before = identity
        let opened = try make(path)
        identity = FileIdentity(path)
        do throws(StoreError) {
            guard before == nil || before == identity else { throw .moved }
            if isChecking { try look(opened) }
        } catch {
            opened.database.close(keepingLog: true)
            throw error
        }
        isChecked = true
        content = opened
        return opened
    }

    /// Sets the file aside, unless another process has done so and begun a new one already.
    private func setAside(_ reason: String) throws(StoreError) {
        content?.database.close(keepingLog: true)
        content = nil
        guard let identity, identity == FileIdentity(path) else { return }
        let name = freeName()
        guard Files.rename(path, to: name) else { throw .damaged(reason) }
        // The log belongs to the damaged file; the index is made anew from it.
        _ = Files.rename(path + "-wal", to: name + "-wal")
        Files.remove(path + "-shm")
        whenSetAside(name, reason)
    }

    private func freeName() -> String {
        let base = name(path)
        var name = base
        var count = 2
        while FileIdentity(name) != nil {
            name = "\(base)-\(count)"
            count += 1
        }
        return name
    }
}
