package import IPC
internal import JSON

/// A row of any table.
package enum LedgerRow: Equatable, Sendable {
    /// A request.
    case request(RequestRecord)
    /// An attempt.
    case attempt(AttemptRecord)
    /// An outbound call; with the number of the attempt that made it.
    case call(CallRecord, attempt: UInt32?)
}

/// A row with its number.
package struct NumberedRow: Equatable, Sendable {
    /// The number.
    package let sequence: Int64
    /// The row.
    package let row: LedgerRow

    /// Makes a pair.
    package init(sequence: Int64, row: LedgerRow) {
        self.sequence = sequence
        self.row = row
    }

    /// Writes it as an object.
    func write(to writer: inout JSONWriter) {
        writer.object { object in
            switch row {
            case .request(let request):
                RowJSON.write(request, sequence: sequence, to: &object)
            case .attempt(let attempt):
                RowJSON.write(attempt, sequence: sequence, to: &object)
            case .call(let call, let attempt):
                RowJSON.write(call, attempt: attempt, sequence: sequence, to: &object)
            }
        }
    }
}
