/// A piece of a request's way, as a collector of traces knows it (OpenTelemetry, trace data model).
struct Span: Equatable, Sendable {
    /// The daemon whose work it was.
    enum Scope: String, CaseIterable, Sendable {
        case ingress = "omni-ingress"
        case route = "omni-route"
        case egress = "omni-egress"
    }

    /// Numbers of opentelemetry.proto.trace.v1.Span.SpanKind.
    enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
    }

    /// Something that happened within it.
    struct Event: Equatable, Sendable {
        /// Nanoseconds since 1970.
        let time: UInt64
        let name: String
    }

    /// Whose work it was.
    var scope: Scope
    /// 16 bytes.
    var traceID: [UInt8]
    /// 8 bytes.
    var id: [UInt8]
    /// 8 bytes; empty for none.
    var parentID: [UInt8]
    /// Whether the parent is the client's own span.
    var hasRemoteParent: Bool
    /// The client's tracestate.
    var state: String
    /// Of few different names.
    var name: String
    var kind: Kind
    /// Nanoseconds since 1970.
    var start: UInt64
    /// Nanoseconds since 1970.
    var end: UInt64
    var attributes = SpanAttributes()
    var events: [Event] = []
    /// Why it failed; nil when it did not.
    var failure: String?
}
