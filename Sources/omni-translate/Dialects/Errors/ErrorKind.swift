/// What kind of error a provider reported, told from status, code and words.
package enum ErrorKind: Sendable, Equatable {
    case contextTooLong
    case filtered
    /// A signature or encrypted reasoning was not accepted.
    case invalidProof
    case invalidCredential
    case forbidden
    /// Payment is due, or credits are used up.
    case billing
    /// The plan's allowance is used up until its window begins anew.
    case quota
    case rateLimit
    case overloaded
    case modelNotFound
    /// What the request needs, this model cannot do; another one may.
    case unsupported
    case badRequest
    case other

    /// The kind of an error: the first row of the table that fits.
    package static func of(_ error: ReportedError, status: UInt32) -> ErrorKind {
        let words = "\(error.code) \(error.type) \(error.message) \(error.limits)".lowercased()
        let row = ErrorWords.rows.first { row in
            row.statuses.contains(status)
                && (row.words.isEmpty || row.words.contains { words.holds($0) })
        }
        return row?.kind ?? .other
    }
}
