internal import IPC
internal import Store

// The order of `Schema.requestColumns`.
extension RequestRecord {
    func bind(to statement: Statement) {
        statement.bind(1, requestID)
        statement.bind(2, receivedUnixUs)
        statement.bind(3, keyID)
        statement.bind(4, keyName)
        statement.bind(5, Int64(dialect.rawValue))
        statement.bind(6, Int64(endpoint.rawValue))
        statement.bind(7, modelAsked)
        statement.bind(8, modelAnswered)
        statement.bind(9, provider)
        statement.bind(10, connectionID)
        statement.bind(11, connectionName)
        statement.bind(12, Int64(status))
        statement.bind(13, Int64(outcome.rawValue))
        statement.bind(14, errorCode)
        statement.bind(15, stream ? 1 : 0)
        statement.bind(16, Int64(attempts))
        statement.bind(17, Int64(clamping: bytesIn))
        statement.bind(18, Int64(clamping: bytesOut))
        statement.bind(19, Int64(clamping: firstByteUs))
        statement.bind(20, Int64(clamping: totalUs))
        statement.bind(21, secondhand ? 1 : 0)
        Usage.bind(usage, to: statement, from: 22)
    }

    /// Reads the current row, whose columns begin at 0.
    init(row: Statement) {
        self.init(
            requestID: row.text(0), receivedUnixUs: row.int64(1), keyID: row.text(2),
            keyName: row.text(3),
            // Numbers that only a later version knows are shown as none.
            dialect: Dialect(rawValue: Int32(truncatingIfNeeded: row.int64(4))) ?? .none,
            endpoint: Endpoint(rawValue: Int32(truncatingIfNeeded: row.int64(5))) ?? .none,
            modelAsked: row.text(6), modelAnswered: row.text(7), provider: row.text(8),
            connectionID: row.text(9), connectionName: row.text(10),
            status: UInt32(clamping: row.int64(11)),
            outcome: Outcome(rawValue: Int32(truncatingIfNeeded: row.int64(12))) ?? .unknown,
            errorCode: row.text(13), stream: row.int64(14) != 0,
            attempts: UInt32(clamping: row.int64(15)), bytesIn: UInt64(clamping: row.int64(16)),
            bytesOut: UInt64(clamping: row.int64(17)), firstByteUs: UInt64(clamping: row.int64(18)),
            totalUs: UInt64(clamping: row.int64(19)), usage: Usage(row: row, from: 21),
            secondhand: row.int64(20) != 0)
    }
}
