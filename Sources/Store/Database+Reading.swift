internal import CSQLite

extension Database {
    /// Runs `body` in a transaction that only reads: all of it sees the file as it was at its first statement.
    public func readConsistently<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try execute("BEGIN")
        do throws(StoreError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // The failure that led here is the one to report; nothing was written that could be lost.
            try? execute("ROLLBACK")
            throw error
        }
    }

    /// Asks `condition` again and again while statements run; one for which it is true fails with `isInterrupted`.
    ///
    /// - Parameter condition: Asked about every millisecond of work; nil asks no more.
    public func interrupts(when condition: (() -> Bool)?) {
        interruption = condition
        guard condition != nil else { return sqlite3_progress_handler(connection, 0, nil, nil) }
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            connection, 20_000,
            { context in
                guard let context else { return 0 }
                let database = Unmanaged<Database>.fromOpaque(context).takeUnretainedValue()
                return database.interruption?() == true ? 1 : 0
            }, context)
    }
}

extension StoreError {
    /// The statement was given up because `Database.interrupts(when:)` said so.
    public var isInterrupted: Bool { code == SQLITE_INTERRUPT }
}
