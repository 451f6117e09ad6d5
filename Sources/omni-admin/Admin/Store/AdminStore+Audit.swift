internal import Store

extension AdminStore {
    /// Writes a row.
    ///
    /// - Returns: Its number.
    @discardableResult
    func addAudit(_ entry: AuditEntry) throws(StoreError) -> Int64 {
        try run(
            """
            INSERT INTO audit
                (time_us, actor, address, action, subject, detail, status, request_id, is_refusal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, entry.time, entry.actor, entry.address, entry.action, entry.subject, entry.detail,
            entry.status, entry.requestID, entry.isRefusal ? 1 : 0)
        return database.lastRowID
    }

    /// Writes down that a row's request was answered with another status.
    func setAuditStatus(_ status: Int, of row: Int64) throws(StoreError) {
        try run(
            "UPDATE audit SET status = ?, is_refusal = ? WHERE id = ?", status,
            AuditEntry.isRefusal(status) ? 1 : 0, row)
    }

    /// What to read of the audit log.
    struct AuditQuery: Equatable {
        var limit = Limits.auditPage
        /// Only rows before this one; nil for the newest.
        var before: Int64?
        var action: String?
        var actor: String?
    }

    /// Rows, the newest first.
    func audit(_ query: AuditQuery) throws(StoreError) -> [AuditEntry] {
        var sql = """
            SELECT id, time_us, actor, address, action, subject, detail, status, request_id
            FROM audit WHERE id < ?
            """
        var values: [any Bindable] = [query.before ?? Int64.max]
        if let action = query.action {
            sql += " AND action = ?"
            values.append(action)
        }
        if let actor = query.actor {
            sql += " AND actor = ?"
            values.append(actor)
        }
        sql += " ORDER BY id DESC LIMIT ?"
        values.append(query.limit)
        let rows = try statement(sql)
        for (index, value) in values.enumerated() { value.bind(to: rows, index + 1) }
        defer { rows.reset() }
        var entries: [AuditEntry] = []
        while try rows.step() {
            entries.append(
                AuditEntry(
                    id: rows.int64(0), time: rows.int64(1), actor: rows.text(2),
                    address: rows.text(3), action: rows.text(4), subject: rows.text(5),
                    detail: rows.text(6), status: Int(rows.int64(7)), requestID: rows.text(8)))
        }
        return entries
    }

    /// Removes rows that are too old, some at a time, and the oldest of too many.
    ///
    /// - Parameters:
    ///   - now: What the clock shows, microseconds since 1970.
    ///   - rows: How many stay.
    ///   - refusals: How many of these may be refusals.
    /// - Throws: A failure of the database.
    func trimAudit(
        now: Int64, rows: Int = Limits.auditRows, refusals: Int = Limits.refusalRows
    ) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            // The clock may be years ahead, and nothing here brings a row back. So age is counted from a row whose date the
            // clock has left behind long ago, which one that is set right in time has not; and a date that was wrong twice
            // takes few rows.
            try run(
                """
                DELETE FROM audit WHERE id IN
                    (SELECT id FROM audit WHERE time_us <
                        (SELECT max(time_us) FROM audit WHERE time_us <= ?) - ?
                    ORDER BY time_us LIMIT ?)
                """, now - Limits.auditDateSettling, Limits.auditMicroseconds,
                Limits.auditTrimmedRows)
            try run(
                """
                DELETE FROM audit WHERE is_refusal = 1 AND id <=
                    (SELECT id FROM audit WHERE is_refusal = 1 ORDER BY id DESC LIMIT 1 OFFSET ?)
                """, refusals)
            try run(
                "DELETE FROM audit WHERE id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?)",
                rows)
        }
    }
}
