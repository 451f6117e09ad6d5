internal import IPC
internal import JSON

/// What became of one request to a collector.
enum ExportAnswer: Equatable, Sendable {
    /// It has them, but for so many that it refuses; with what it says of that, or warns of.
    case taken(rejected: UInt64, message: String)
    /// It will not have them, ever.
    case refused(status: UInt32)
    /// It may have them later, after so many seconds at least.
    case later(cause: String, seconds: UInt64)

    /// Reads an answer (opentelemetry.io/docs/specs/otlp, OTLP/HTTP response).
    ///
    /// - Parameters:
    ///   - status: HTTP status.
    ///   - retryAfter: Value of `retry-after`; empty without.
    ///   - body: What was read of the body.
    ///   - wall: Wall clock, microseconds since 1970.
    init(status: UInt32, retryAfter: String, body: [UInt8], wall: Int64) {
        switch status {
        case 200...299: self = Self.success(body)
        case 429, 502, 503, 504:
            self = .later(cause: "HTTP \(status)", seconds: Self.seconds(retryAfter, wall: wall))
        default: self = .refused(status: status)
        }
    }

    /// Seconds until the moment that `Retry-After` names, as a number or as a date (RFC 9110, section 10.2.3); 0 where it
    /// names none that is to come.
    private static func seconds(_ retryAfter: String, wall: Int64) -> UInt64 {
        if let seconds = UInt64(retryAfter) { return seconds }
        let now = wall / 1000
        guard let date = TimePoint.httpDate(retryAfter), date > now else { return 0 }
        // Not before: a second begun counts as one.
        return UInt64(date - now + 999) / 1000
    }

    /// An answer of success; a body that says nothing refuses nothing.
    private static func success(_ body: [UInt8]) -> ExportAnswer {
        // Nothing depends on it but a count and a remark: what cannot be read is none.
        guard let told = try? JSONDocument(body)["partialSuccess"] else {
            return .taken(rejected: 0, message: "")
        }
        let message = told["errorMessage"]?.string ?? ""
        return .taken(
            rejected: told["rejectedSpans"].map(count) ?? 0,
            message: String(message.unicodeScalars.prefix(Limits.exportMessageCharacters)))
    }

    /// A 64-bit number is a text in OTLP's JSON; some write it as a number.
    private static func count(_ value: JSONValue) -> UInt64 {
        if let text = value.string { return UInt64(text) ?? 0 }
        return value.int.map { UInt64(clamping: $0) } ?? 0
    }
}
