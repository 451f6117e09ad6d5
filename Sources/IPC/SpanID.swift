/// Ids of spans, derived from what they stand for: whoever knows a request can name its spans without being told.
public enum SpanID {
    /// The eight bytes of a span's id, never all zero.
    ///
    /// - Parameters:
    ///   - trace: The 16 bytes of the trace's id.
    ///   - request: The request's id, which may be the client's own choice.
    ///   - receivedUnixUs: When the request came, wall clock: a client may use an id again in the same trace.
    ///   - attempt: Number of the attempt it belongs to; 0 for the request's own.
    ///   - name: What it is: "request" for the door's, "decision" for route's,
    ///     "embedding-decision" for route's about a question's embedding, "attempt" for the call to a provider.
    /// - Returns: The first bytes of a SHA-256 over all of them.
    public static func of(
        trace: [UInt8], request: String, receivedUnixUs: Int64, attempt: UInt32,
        name: StaticString
    ) -> [UInt8] {
        var hash = SHA256()
        hash.update(trace)
        update(&hash, request, receivedUnixUs)
        for shift in stride(from: UInt32(0), through: 24, by: 8) {
            hash.update(UInt8(truncatingIfNeeded: attempt >> shift))
        }
        name.withUTF8Buffer { hash.update($0) }
        return notZero(hash.finish(first: 8))
    }

    /// The 16 bytes of the id of a trace that begins here, never all zero.
    ///
    /// - Parameters:
    ///   - request: The request's id.
    ///   - receivedUnixUs: When it came, wall clock.
    /// - Returns: The first bytes of a SHA-256 over both.
    public static func trace(request: String, receivedUnixUs: Int64) -> [UInt8] {
        var hash = SHA256()
        update(&hash, request, receivedUnixUs)
        return notZero(hash.finish(first: 16))
    }

    private static func update(_ hash: inout SHA256, _ request: String, _ receivedUnixUs: Int64) {
        hash.update(request.utf8)
        hash.update(0)
        let time = UInt64(bitPattern: receivedUnixUs)
        for shift in stride(from: UInt64(0), through: 56, by: 8) {
            hash.update(UInt8(truncatingIfNeeded: time >> shift))
        }
    }

    /// An id of zeros is none (W3C Trace Context, section 3.2.2).
    private static func notZero(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.allSatisfy({ $0 == 0 }) else { return bytes }
        return bytes.dropLast() + [1]
    }
}
