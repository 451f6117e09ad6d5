package import IPC
package import Store

extension RecordStore {
    /// The newest `limit` rows there are now, to be read page by page while others come.
    package func newest(_ limit: Int) throws(StoreError) -> RowRange {
        let last = try database.number("SELECT coalesce(max(id), 0) FROM requests")
        let statement = try database.prepare(
            """
            SELECT received_us, id FROM requests
            ORDER BY received_us DESC, id DESC LIMIT 1 OFFSET ?
            """)
        statement.bind(1, max(0, limit - 1))
        guard limit > 0, try statement.step() else {
            return RowRange(
                from: RowPosition(microseconds: .min, id: .min), lastID: limit > 0 ? last : 0)
        }
        return RowRange(
            from: RowPosition(microseconds: statement.int64(0), id: statement.int64(1)),
            lastID: last)
    }

    /// The next rows of a range, oldest first, at most `limit`; fewer are the last.
    package func requests(
        in range: inout RowRange, limit: Int
    ) throws(StoreError) -> [RequestRecord] {
        let columns = Schema.requestColumns.joined(separator: ", ")
        let statement = try database.prepare(
            """
            SELECT \(columns), id FROM requests WHERE (received_us, id) >= (?, ?) AND id <= ?
            ORDER BY received_us, id LIMIT ?
            """)
        statement.bind(1, range.from.microseconds)
        statement.bind(2, range.from.id)
        statement.bind(3, range.lastID)
        statement.bind(4, limit)
        var rows: [RequestRecord] = []
        while try statement.step() {
            let request = RequestRecord(row: statement)
            rows.append(request)
            let id = statement.int64(Schema.requestColumns.count)
            // Ids count up from 1, so the next one exists.
            range.from = RowPosition(microseconds: request.receivedUnixUs, id: id + 1)
        }
        return rows
    }

    /// One request; nil when there is none of that id.
    package func request(_ requestID: String) throws(StoreError) -> RequestRecord? {
        let columns = Schema.requestColumns.joined(separator: ", ")
        let statement = try database.prepare(
            "SELECT \(columns) FROM requests WHERE request_id = ?")
        statement.bind(1, requestID)
        return try statement.step() ? RequestRecord(row: statement) : nil
    }

    /// The attempts of one request in their order, at most `Limits.shownAttempts`.
    package func attempts(of requestID: String) throws(StoreError) -> [AttemptRecord] {
        let columns = Schema.attemptColumns.joined(separator: ", ")
        let statement = try database.prepare(
            "SELECT \(columns) FROM attempts WHERE request_id = ? ORDER BY attempt LIMIT ?")
        statement.bind(1, requestID)
        statement.bind(2, Limits.shownAttempts)
        var rows: [AttemptRecord] = []
        while try statement.step() { rows.append(AttemptRecord(row: statement)) }
        return rows
    }
}
