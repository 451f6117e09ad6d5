package import IPC
package import Store

// The order of `BodySchema.columns`.
extension BodyRecord {
    func write(to row: inout RowWriter) {
        row.text(requestID)
        row.time(receivedUnixUs)
        row.small(attempt)
        row.word(side)
        row.text(contentType)
        row.amount(wholeBytes)
        row.bytes(content)
    }

    /// Reads the current row, whose columns begin at 0 in the order of `BodySchema.columns`.
    package init(row: Statement) {
        var row = RowReader(row)
        self.init(
            requestID: row.text(), receivedUnixUs: row.time(), attempt: row.small(),
            side: row.word(.none), contentType: row.text(), wholeBytes: row.amount(),
            content: row.bytes())
    }
}
