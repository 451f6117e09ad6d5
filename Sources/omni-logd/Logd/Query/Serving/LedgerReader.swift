package import Store

/// The files that a query thread has open, for reading only, and the dimension sets that it knows.
///
/// It belongs to one thread.
package final class LedgerReader {
    /// The sets that queries have met.
    package private(set) var table = DimensionTable()
    private var ledger: OpenFile?
    /// Days and bodies, the one used last at the end.
    private var files: [OpenFile] = []
    private var condition: (() -> Bool)?

    private struct OpenFile {
        var path: String
        var identity: FileIdentity
        var database: Database
    }

    /// Nothing open yet.
    package init() {}

    /// Gives statements up while `condition` is true; nil never.
    package func interrupts(when condition: (() -> Bool)?) {
        self.condition = condition
        for file in files { file.database.interrupts(when: condition) }
        ledger?.database.interrupts(when: condition)
    }

    /// Work that is no statement asks whether it should end.
    func check() throws(QueryFailure) {
        if condition?() == true { throw .interrupted }
    }

    /// Looks at the pages of a file.
    func look(_ path: String) throws(QueryFailure) -> FileLook {
        try Self.guarded { () throws(StoreError) in
            try FileLook(path, interruptedWhen: condition)
        }
    }

    /// The file of derived data; nil while there is none.
    package func ledger(_ path: String) throws(QueryFailure) -> Database? {
        guard let identity = FileIdentity(path) else { return nil }
        if let ledger, ledger.identity == identity, ledger.path == path { return ledger.database }
        ledger = nil
        table = DimensionTable()
        let database = try Self.guarded { () throws(StoreError) in try open(path) }
        ledger = OpenFile(path: path, identity: identity, database: database)
        return database
    }

    /// The file of a day, or of its bodies; nil when it is no longer there.
    package func day(_ day: Int, _ path: String) throws(QueryFailure) -> Database? {
        guard let identity = FileIdentity(path) else {
            files.removeAll { $0.path == path }
            return nil
        }
        do throws(StoreError) {
            return try opened(path, identity)
        } catch {
            if error.isCorrupt { throw .damaged(day: day, error) }
            // Unlinked between the look and the opening: as good as not there.
            if FileIdentity(path) == nil { return nil }
            throw QueryFailure(error)
        }
    }

    /// Does work on a file, of a day where that is given.
    static func guarded<Result>(
        day: Int? = nil, _ body: () throws(StoreError) -> Result
    ) throws(QueryFailure) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            if let day, error.isCorrupt { throw .damaged(day: day, error) }
            throw QueryFailure(error)
        }
    }

    /// Does work that sees a file as it was at its first statement.
    static func consistently<Result>(
        _ database: Database, _ body: () throws(QueryFailure) -> Result
    ) throws(QueryFailure) -> Result {
        try guarded { () throws(StoreError) in try database.execute("BEGIN") }
        // Nothing was written, so ending the transaction can lose nothing.
        defer { try? database.execute("ROLLBACK") }
        return try body()
    }

    private func opened(_ path: String, _ identity: FileIdentity) throws(StoreError) -> Database {
        if let index = files.firstIndex(where: { $0.path == path }) {
            let file = files.remove(at: index)
            if file.identity == identity {
                files.append(file)
                return file.database
            }
        }
        let database = try open(path)
        if files.count >= Limits.openFiles { files.removeFirst() }
        files.append(OpenFile(path: path, identity: identity, database: database))
        return database
    }

    private func open(_ path: String) throws(StoreError) -> Database {
        let database = try Database(path: path, readOnly: true)
        database.interrupts(when: condition)
        return database
    }

    /// Closes all files, and forgets the sets once there are very many.
    package func close() {
        files = []
        ledger = nil
        table = DimensionTable()
    }

    /// Between queries: keeps what the next one may use, within bounds.
    ///
    /// A file that retention has taken away gives its room back once nobody has it open.
    func tidy() {
        files.removeAll { FileIdentity($0.path) != $0.identity }
        if table.names.count > Limits.knownNames { close() }
    }
}
