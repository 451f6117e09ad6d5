internal import IPC
internal import Store

/// One table of one day, as rows of a page come from it.
struct RowLane: Hashable {
    /// A table of a day.
    enum Table {
        case requests
        case attempts
        /// Attempts as the calls that they made.
        case attemptCalls
        case calls
    }

    /// The day.
    let day: Int
    /// Its file.
    let path: String
    /// The table.
    let table: Table
    /// The numbers between which its rows are.
    let numbers: ClosedRange<Int64>

    /// The tables of a day that rows of a kind stand in, without empty ones.
    static func lanes(of info: DayInfo, _ table: LedgerTable) -> [RowLane] {
        let parts: [(Table, TableInfo)] =
            switch table {
            case .requests: [(.requests, info.requests)]
            case .attempts: [(.attempts, info.attempts)]
            case .calls: [(.attemptCalls, info.attempts), (.calls, info.calls)]
            case .console, .none: []
            }
        return parts.compactMap { table, rows in
            guard rows.rows > 0, rows.firstSequence <= rows.lastSequence else { return nil }
            return RowLane(
                day: info.day, path: info.path, table: table,
                numbers: rows.firstSequence...rows.lastSequence)
        }
    }

    /// Its name in SQL.
    var name: String {
        switch table {
        case .requests: "requests"
        case .attempts, .attemptCalls: "attempts"
        case .calls: "calls"
        }
    }

    /// The column with the time of a row, which has an index of this name.
    var time: (column: String, index: String) {
        switch table {
        case .requests: ("received_us", "requests_received")
        case .attempts, .attemptCalls: ("started_us", "attempts_started")
        case .calls: ("started_us", "calls_started")
        }
    }

    /// The columns of a row.
    var columns: [String] {
        switch table {
        case .requests: DaySchema.requestColumns
        case .attempts, .attemptCalls: DaySchema.attemptColumns
        case .calls: DaySchema.callColumns
        }
    }

    /// A filter's conditions on it.
    func conditions(_ filter: RowFilter) -> SQLConditions {
        switch table {
        case .requests: filter.requestConditions
        case .attempts: filter.attemptConditions(asCalls: false)
        case .attemptCalls: filter.attemptConditions(asCalls: true)
        case .calls: filter.callConditions
        }
    }

    /// Reads the current row, whose last column is `seq`.
    func read(_ statement: Statement) -> NumberedRow {
        let row: LedgerRow
        switch table {
        case .requests: row = .request(RequestRecord(row: statement))
        case .attempts: row = .attempt(AttemptRecord(row: statement))
        case .attemptCalls:
            let attempt = AttemptRecord(row: statement)
            row = .call(CallRecord(of: attempt), attempt: attempt.attempt)
        case .calls: row = .call(CallRecord(row: statement), attempt: nil)
        }
        return NumberedRow(sequence: statement.int64(columns.count), row: row)
    }
}
