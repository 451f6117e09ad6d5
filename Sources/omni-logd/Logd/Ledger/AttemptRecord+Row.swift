package import IPC
package import Store

// The order of `DaySchema.attemptColumns`.
extension AttemptRecord {
    func write(to row: inout RowWriter) {
        row.text(requestID)
        row.small(attempt)
        row.time(startedUnixUs)
        row.name(leaseID)
        row.text(connectionID)
        row.text(connectionName)
        row.text(provider)
        row.text(model)
        row.small(status)
        row.word(failure)
        row.text(errorCode)
        row.amount(connectUs)
        row.amount(firstByteUs)
        row.amount(firstTokenUs)
        row.amount(totalUs)
        row.amount(bytesIn)
        row.amount(bytesOut)
        row.word(reason)
        row.flag(answered)
        row.word(purpose)
        row.word(dialect)
        row.text(proxy)
        row.text(httpVersion)
        row.text(tlsVersion)
        row.flag(reusedConnection)
        row.text(host)
        row.amount(decideUs)
        row.amount(queueUs)
        row.text(combo)
        row.word(tier)
        row.word(reset)
        Usage.write(usage, to: &row)
        Cost.write(cost, to: &row)
        Trace.write(trace, to: &row)
    }

    /// Reads the current row, whose columns begin at 0 in the order of `DaySchema.attemptColumns`.
    package init(row: Statement) {
        var row = RowReader(row)
        self.init(
            requestID: row.text(), attempt: row.small(), startedUnixUs: row.time(),
            leaseID: row.name(), connectionID: row.text(), connectionName: row.text(),
            provider: row.text(), model: row.text(), status: row.small(),
            failure: row.word(.none), errorCode: row.text(), connectUs: row.amount(),
            firstByteUs: row.amount(), firstTokenUs: row.amount(), totalUs: row.amount(),
            bytesIn: row.amount(), bytesOut: row.amount())
        reason = row.word(.reasonNone)
        answered = row.flag()
        purpose = row.word(.purposeAnswer)
        dialect = row.word(.none)
        proxy = row.text()
        httpVersion = row.text()
        tlsVersion = row.text()
        reusedConnection = row.flag()
        host = row.text()
        decideUs = row.amount()
        queueUs = row.amount()
        combo = row.text()
        tier = row.word(.none)
        reset = row.word(.unknown)
        usage = Usage(from: &row)
        cost = Cost(from: &row)
        trace = Trace(from: &row)
    }
}
