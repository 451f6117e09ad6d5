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

    /// The newest requests of an id, oldest first, each with its attempts.
    package func requests(named requestID: String) throws(StoreError) -> [RequestHistory] {
        let columns = Schema.requestColumns.joined(separator: ", ")
        let statement = try database.prepare(
            """
            SELECT \(columns) FROM requests WHERE request_id = ?
            ORDER BY received_us DESC LIMIT ?
            """)
        statement.bind(1, requestID)
        statement.bind(2, Limits.shownRequests)
        var rows: [RequestHistory] = []
        var end = Int64.max
        while try statement.step() {
            let request = RequestRecord(row: statement)
            let attempts = try attempts(of: requestID, from: request.receivedUnixUs, until: end)
            rows.append(RequestHistory(request: request, attempts: attempts))
            end = request.receivedUnixUs
        }
        return rows.reversed()
    }

    /// Attempts in their order: those of a request start after it was received, and before the next of its name.
    private func attempts(
        of requestID: String, from start: Int64, until end: Int64
    ) throws(StoreError) -> [AttemptRecord] {
        let columns = Schema.attemptColumns.joined(separator: ", ")
        let statement = try database.prepare(
            """
            SELECT \(columns) FROM attempts
            WHERE request_id = ? AND started_us >= ? AND started_us < ?
            ORDER BY started_us, attempt LIMIT ?
            """)
        statement.bind(1, requestID)
        statement.bind(2, start)
        statement.bind(3, end)
        statement.bind(4, Limits.shownAttempts)
        var rows: [AttemptRecord] = []
        while try statement.step() { rows.append(AttemptRecord(row: statement)) }
        return rows
    }
}
