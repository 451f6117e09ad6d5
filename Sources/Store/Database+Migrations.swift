internal import CSQLite
internal import Glibc

/// A step from one version of a schema to the next.
public enum Migration {
    /// Statements.
    case sql(String)
    /// Work that needs more than SQL; it runs in the step's transaction.
    case work((Database) throws(StoreError) -> Void)
}

extension Database {
    /// The schema's version: how many migrations have been applied.
    public func schemaVersion() throws(StoreError) -> Int {
        Int(try number("PRAGMA user_version"))
    }

    /// Brings the schema to version `migrations.count`, each step in a transaction of its own.
    ///
    /// Step `n` of the list leads from version `n` to `n + 1`; a published step is never changed. A database that holds
    /// something already is first copied to `<path>.before-v<count>`.
    ///
    /// - Parameters:
    ///   - migrations: The steps.
    ///   - keepingCopy: False leaves that copy out, for files of which there are many.
    /// - Throws: `newerDatabase` when there are more steps in the file than in the list; nothing is changed then.
    public func migrate(
        _ migrations: [Migration], keepingCopy: Bool = true
    ) throws(StoreError) {
        let version = try schemaVersion()
        guard version <= migrations.count else {
            throw .newerDatabase(version: version, known: migrations.count)
        }
        guard version < migrations.count else { return }
        if keepingCopy, try number("SELECT count(*) FROM sqlite_schema") > 0 {
            try copy(to: "\(path).before-v\(migrations.count)")
        }
        for (step, migration) in migrations.enumerated().dropFirst(version) {
            try migrate(from: step, migration)
        }
    }

    /// As the other, for steps that are all SQL.
    public func migrate(
        _ migrations: [String], keepingCopy: Bool = true
    ) throws(StoreError) {
        try migrate(migrations.map { .sql($0) }, keepingCopy: keepingCopy)
    }

    private func migrate(from step: Int, _ migration: Migration) throws(StoreError) {
        try atomically { () throws(StoreError) in
            // Another process may have been faster; its step is as good as this one's.
            guard try schemaVersion() == step else { return }
            switch migration {
            case .sql(let statements): try execute(statements)
            case .work(let work): try work(self)
            }
            try execute("PRAGMA user_version = \(step + 1)")
        }
    }

    /// Writes a compact copy of the database to `destination`, replacing what is there once it is complete.
    public func copy(to destination: String) throws(StoreError) {
        let part = destination + ".part"
        // A copy that was cut off before is of no use; a missing one is the usual case.
        _ = unlink(part)
        do throws(StoreError) {
            try write(part, as: destination)
        } catch {
            // On a full disk what was written of it is what keeps others from writing.
            _ = unlink(part)
            throw error
        }
    }

    private func write(_ part: String, as destination: String) throws(StoreError) {
        Self.createPrivately(part)
        let statement = try prepare("VACUUM INTO ?")
        statement.bind(1, part)
        try statement.run()
        guard Self.synchronise(part), rename(part, destination) == 0 else {
            throw .failed(
                code: SQLITE_IOERR, extendedCode: SQLITE_IOERR,
                message: "the copy cannot be written: error \(errno)")
        }
    }

    private static func synchronise(_ path: String) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        let synchronised = fsync(descriptor) == 0
        return Glibc.close(descriptor) == 0 && synchronised
    }
}
