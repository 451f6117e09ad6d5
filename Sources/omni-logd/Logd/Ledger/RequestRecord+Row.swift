package import IPC
package import Store

// The order of `DaySchema.requestColumns`.
extension RequestRecord {
    func write(to row: inout RowWriter) {
        row.text(requestID)
        row.time(receivedUnixUs)
        row.text(keyID)
        row.text(keyName)
        row.word(dialect)
        row.word(endpoint)
        row.text(modelAsked)
        row.text(modelAnswered)
        row.text(provider)
        row.text(connectionID)
        row.text(connectionName)
        row.small(status)
        row.word(outcome)
        row.text(errorCode)
        row.flag(stream)
        row.small(attempts)
        row.amount(bytesIn)
        row.amount(bytesOut)
        row.amount(firstByteUs)
        row.amount(totalUs)
        row.flag(secondhand)
        row.amount(failedCost, isUnknown: failedUnknown)
        row.amount(savedCost, isUnknown: savedUnknown)
        row.word(cache)
        row.text(combo)
        row.word(tier)
        row.text(finishReason)
        row.text(clientAddress)
        row.text(client)
        Usage.write(usage, to: &row)
        Cost.write(cost, to: &row)
        Timings.write(timings, to: &row)
        Trace.write(trace, to: &row)
    }

    /// Reads the current row, whose columns begin at 0 in the order of `DaySchema.requestColumns`.
    package init(row: Statement) {
        var row = RowReader(row)
        self.init(
            requestID: row.text(), receivedUnixUs: row.time(), keyID: row.text(),
            keyName: row.text(), dialect: row.word(.none), endpoint: row.word(.none),
            modelAsked: row.text(), modelAnswered: row.text(), provider: row.text(),
            connectionID: row.text(), connectionName: row.text(), status: row.small(),
            outcome: row.word(.unknown), errorCode: row.text(), stream: row.flag(),
            attempts: row.small(), bytesIn: row.amount(), bytesOut: row.amount(),
            firstByteUs: row.amount(), totalUs: row.amount(), secondhand: row.flag())
        (failedCost, failedUnknown) = row.partlyKnownAmount()
        (savedCost, savedUnknown) = row.partlyKnownAmount()
        cache = row.word(.none)
        combo = row.text()
        tier = row.word(.none)
        finishReason = row.text()
        clientAddress = row.text()
        client = row.text()
        usage = Usage(from: &row)
        cost = Cost(from: &row)
        timings = Timings(from: &row)
        trace = Trace(from: &row)
    }
}
