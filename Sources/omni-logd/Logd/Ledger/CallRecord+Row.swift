package import IPC
package import Store

// The order of `DaySchema.callColumns`.
extension CallRecord {
    func write(to row: inout RowWriter) {
        row.text(requestID)
        row.time(startedUnixUs)
        row.word(purpose)
        row.text(connectionID)
        row.text(method)
        row.text(host)
        row.text(proxy)
        row.text(httpVersion)
        row.text(tlsVersion)
        row.flag(reusedConnection)
        row.small(status)
        row.word(failure)
        row.amount(connectUs)
        row.amount(firstByteUs)
        row.amount(totalUs)
        row.amount(bytesIn)
        row.amount(bytesOut)
    }

    /// Reads the current row, whose columns begin at 0 in the order of `DaySchema.callColumns`.
    package init(row: Statement) {
        var row = RowReader(row)
        self.init(
            requestID: row.text(), startedUnixUs: row.time(), purpose: row.word(.purposeAnswer),
            connectionID: row.text(), method: row.text(), host: row.text(), proxy: row.text(),
            httpVersion: row.text(), tlsVersion: row.text(), reusedConnection: row.flag(),
            status: row.small(), failure: row.word(.unknown), connectUs: row.amount(),
            firstByteUs: row.amount(), totalUs: row.amount(), bytesIn: row.amount(),
            bytesOut: row.amount())
    }
}
