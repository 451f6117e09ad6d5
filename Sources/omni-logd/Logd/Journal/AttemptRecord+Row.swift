internal import IPC
internal import Store

// The order of `Schema.attemptColumns`.
extension AttemptRecord {
    func bind(to statement: Statement) {
        statement.bind(1, requestID)
        statement.bind(2, Int64(attempt))
        statement.bind(3, startedUnixUs)
        // A name rather than an amount: all 64 bits count.
        statement.bind(4, Int64(bitPattern: leaseID))
        statement.bind(5, connectionID)
        statement.bind(6, connectionName)
        statement.bind(7, provider)
        statement.bind(8, model)
        statement.bind(9, Int64(status))
        statement.bind(10, Int64(failure.rawValue))
        statement.bind(11, errorCode)
        statement.bind(12, Int64(clamping: connectUs))
        statement.bind(13, Int64(clamping: firstByteUs))
        statement.bind(14, Int64(clamping: firstTokenUs))
        statement.bind(15, Int64(clamping: totalUs))
        statement.bind(16, Int64(clamping: bytesIn))
        statement.bind(17, Int64(clamping: bytesOut))
        Usage.bind(usage, to: statement, from: 18)
    }

    /// Reads the current row, whose columns begin at 0.
    init(row: Statement) {
        self.init(
            requestID: row.text(0), attempt: UInt32(clamping: row.int64(1)),
            startedUnixUs: row.int64(2), leaseID: UInt64(bitPattern: row.int64(3)),
            connectionID: row.text(4), connectionName: row.text(5), provider: row.text(6),
            model: row.text(7), status: UInt32(clamping: row.int64(8)),
            failure: FailureClass(rawValue: Int32(truncatingIfNeeded: row.int64(9))) ?? .none,
            errorCode: row.text(10), connectUs: UInt64(clamping: row.int64(11)),
            firstByteUs: UInt64(clamping: row.int64(12)),
            firstTokenUs: UInt64(clamping: row.int64(13)),
            totalUs: UInt64(clamping: row.int64(14)), bytesIn: UInt64(clamping: row.int64(15)),
            bytesOut: UInt64(clamping: row.int64(16)), usage: Usage(row: row, from: 17))
    }
}
