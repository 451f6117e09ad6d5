internal import IPC
internal import JSON

/// What became of one request to a collector.
enum ExportAnswer: Equatable, Sendable {
    /// It has them, but for so many that it refuses.
    case taken(rejected: UInt64)
    /// It will not have them, ever.
    case refused(status: UInt32)
    /// It may have them later, after so many seconds at least.
    case later(cause: String, seconds: UInt64)

    /// Reads an answer (opentelemetry.io/docs/specs/otlp, OTLP/HTTP response).
    init(status: UInt32, retryAfter: String, body: [UInt8]) {
        switch status {
        case 200...299: self = .taken(rejected: Self.rejected(body))
        case 429, 502, 503, 504:
            self = .later(cause: "HTTP \(status)", seconds: UInt64(retryAfter) ?? 0)
        default: self = .refused(status: status)
        }
    }

    /// Spans that are refused in an answer of success; a body that says nothing refuses none.
    private static func rejected(_ body: [UInt8]) -> UInt64 {
        // Nothing depends on it but a count: what cannot be read is none.
        guard let value = try? JSONDocument(body)["partialSuccess"]?["rejectedSpans"] else {
            return 0
        }
        if let text = value.string { return UInt64(text) ?? 0 }
        return value.int.map { UInt64(clamping: $0) } ?? 0
    }
}
