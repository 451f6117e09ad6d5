package import Store

extension RecordStore {
    /// Deletes some rows from before a time.
    ///
    /// - Parameters:
    ///   - before: Wall clock in microseconds.
    ///   - limit: Rows of each table at most, so that records do not wait long.
    /// - Returns: Rows deleted.
    /// - Throws: What SQLite says; nothing is deleted then.
    package func deleteRecords(before: Int64, limit: Int) throws(StoreError) -> Int {
        try database.atomically { () throws(StoreError) in
            try delete("requests", "received_us", before, limit)
                + delete("attempts", "started_us", before, limit)
        }
    }

    private func delete(
        _ table: String, _ column: String, _ before: Int64, _ limit: Int
    ) throws(StoreError) -> Int {
        let statement = try database.prepare(
            """
            DELETE FROM \(table) WHERE id IN
            (SELECT id FROM \(table) WHERE \(column) < ? ORDER BY \(column) LIMIT ?)
            """)
        statement.bind(1, before)
        statement.bind(2, limit)
        try statement.run()
        return database.changes
    }

    /// Forgets producers not heard of since a time.
    package func deleteProducers(before: Int64) throws(StoreError) {
        let statement = try database.prepare("DELETE FROM producers WHERE heard_us < ?")
        statement.bind(1, before)
        try statement.run()
    }

    /// Gives pages back to the file system when many are unused; false when there is no more to do.
    package func releaseSomePages() throws(StoreError) -> Bool {
        let unused = try database.number("PRAGMA freelist_count")
        let all = try database.number("PRAGMA page_count")
        // New records soon use a small rest again; giving it back and taking it anew would cost twice.
        guard unused > max(Limits.unusedPages, all / 4) else { return false }
        try database.releasePages(Limits.releasedPages)
        return true
    }
}
