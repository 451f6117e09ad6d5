/// Reads and writes the headers `traceparent` and `tracestate` (W3C Trace Context, level 1, 23 November 2021).
public enum TraceContext {
    /// What `traceparent` says.
    public struct Parent: Equatable, Sendable {
        /// 16 bytes, not all zero.
        public let traceID: [UInt8]
        /// 8 bytes, not all zero.
        public let spanID: [UInt8]
        /// Whether the caller records it.
        public let isSampled: Bool
    }

    /// Bytes of `tracestate` that are kept.
    static let stateBytes = 512

    /// Where a request stands in a trace: its client's, or one that begins with it.
    ///
    /// - Parameters:
    ///   - parents: All values of `traceparent`; more than one are none.
    ///   - states: All values of `tracestate`; without a parent they mean nothing.
    ///   - requestID: The request's id.
    ///   - receivedUnixUs: When it came, wall clock.
    ///   - permille: How many in a thousand are sampled of those whose client has no opinion; which ones is decided by
    ///     the trace's id, so that it is decided alike everywhere.
    /// - Returns: The place.
    public static func trace(
        parents: [String], states: [String], requestID: String, receivedUnixUs: Int64,
        permille: UInt32
    ) -> Trace {
        if parents.count == 1, let parent = parent(parents[0]) {
            return Trace(
                traceID: parent.traceID, parentSpanID: parent.spanID, sampled: parent.isSampled,
                state: states.isEmpty ? "" : TraceState.kept(states, bytes: stateBytes))
        }
        let id = SpanID.trace(request: requestID, receivedUnixUs: receivedUnixUs)
        return Trace(traceID: id, sampled: isSampled(id, permille: permille))
    }

    /// Reads `traceparent`; nil when it is to be ignored, and the trace begins anew (section 4.3).
    public static func parent(_ text: String) -> Parent? {
        let bytes = Array(text.utf8.prefix(parentBytes + 1))
        guard bytes.count >= parentBytes, let version = HexText.bytes(of: bytes[0..<2])?[0],
            version != 0xff,
            [2, 35, 52].allSatisfy({ bytes[$0] == dash }),
            // What later versions append begins with a dash; there is none of version 0.
            bytes.count == parentBytes || version != 0 && bytes[parentBytes] == dash,
            let trace = HexText.bytes(of: bytes[3..<35]), trace.contains(where: { $0 != 0 }),
            let span = HexText.bytes(of: bytes[36..<52]), span.contains(where: { $0 != 0 }),
            let flags = HexText.bytes(of: bytes[53..<55])?[0]
        else { return nil }
        return Parent(traceID: trace, spanID: span, isSampled: flags & 1 != 0)
    }

    /// The value of `traceparent` for a call of ours.
    ///
    /// - Parameters:
    ///   - trace: The trace.
    ///   - spanID: The 8 bytes of the call's own span.
    /// - Returns: Version 0 of the header.
    public static func text(_ trace: Trace, spanID: [UInt8]) -> String {
        "00-\(HexText.of(trace.traceID))-\(HexText.of(spanID))-\(trace.sampled ? "01" : "00")"
    }

    /// Whether a trace is one of so many in a thousand.
    static func isSampled(_ traceID: [UInt8], permille: UInt32) -> Bool {
        guard permille > 0 else { return false }
        // The last bytes: those that a caller that is not random throughout makes random.
        let number = traceID.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return number.multipliedFullWidth(by: 1000).high < UInt64(permille)
    }

    /// Bytes of a header of version 0, and the least of later ones.
    private static let parentBytes = 55
    private static let dash = UInt8(ascii: "-")
}
