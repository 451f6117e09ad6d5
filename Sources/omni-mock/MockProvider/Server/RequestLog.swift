package import NIOCore

/// The last requests as they came, within a bound of number and of bytes.
package struct RequestLog: Sendable {
    /// A request that was received.
    private struct Entry {
        var head: RequestHead
        /// The body; nil if it was too long to keep.
        var body: ByteBuffer?
        var bodyBytes: Int
        var bodyHash: UInt64?
        var time: NIODeadline
        var sequence: Int
        /// What this entry holds of memory.
        var cost: Int
    }

    private var ring: [Entry?] = Array(repeating: nil, count: Limits.rememberedRequests)
    private var oldest = 0
    private var count = 0
    private var cost = 0
    private var sequence = 0

    /// Below this a body is copied: it would hold the connection's much larger read buffer.
    private static let copiedBytes = 16 << 10

    /// Nothing received yet.
    package init() {}

    /// Remembers a request.
    ///
    /// - Parameters:
    ///   - request: What was received.
    ///   - time: When.
    package mutating func append(_ request: MockRequest, at time: NIODeadline) {
        sequence += 1
        let length = request.body.readableBytes
        var entry = Entry(
            head: request.head.compact, body: nil, bodyBytes: length, bodyHash: nil, time: time,
            sequence: sequence, cost: request.head.raw.readableBytes + 256)
        if length > Limits.keptBodyBytes {
            entry.bodyHash = Self.hash(request.body)
        } else {
            let body =
                length < Self.copiedBytes ? request.body.compact : request.body
            entry.cost += body.storageCapacity
            entry.body = body
        }
        if count == ring.count { removeOldest() }
        ring[(oldest + count) % ring.count] = entry
        count += 1
        cost += entry.cost
        while cost > Limits.rememberedBytes, count > 1 { removeOldest() }
    }

    /// Forgets all requests.
    package mutating func reset() {
        self = RequestLog()
    }

    /// The last requests as `/_mock/requests` shows them, the newest last.
    ///
    /// - Parameter last: How many.
    /// - Returns: The JSON document.
    package func json(last: Int) -> ByteBuffer {
        var body = ByteBuffer()
        body.writeStaticString(#"{"requests":["#)
        for index in max(0, count - last)..<count {
            guard let entry = ring[(oldest + index) % ring.count] else { continue }
            if index > max(0, count - last) { body.writeStaticString(",") }
            Self.write(entry, to: &body)
        }
        body.writeStaticString("]}")
        return body
    }

    private mutating func removeOldest() {
        cost -= ring[oldest]?.cost ?? 0
        ring[oldest] = nil
        oldest = (oldest + 1) % ring.count
        count -= 1
    }

    private static func write(_ entry: Entry, to body: inout ByteBuffer) {
        body.writeString(#"{"sequence":\#(entry.sequence),"timestamp_ms":"#)
        body.writeMilliseconds(entry.time.uptimeNanoseconds)
        body.writeStaticString(#","method":"#)
        body.writeJSON(entry.head.method)
        body.writeStaticString(#","path":"#)
        body.writeJSON(entry.head.target)
        body.writeStaticString(#","dialect":"#)
        body.writeJSON(Endpoint(entry.head.path)?.dialect.rawValue)
        body.writeStaticString(#","headers":["#)
        for (index, field) in entry.head.fields.enumerated() {
            if index > 0 { body.writeStaticString(",") }
            body.writeStaticString("[")
            body.writeJSON(field.name)
            body.writeStaticString(",")
            body.writeJSON(field.value)
            body.writeStaticString("]")
        }
        body.writeString(#"],"body_bytes":\#(entry.bodyBytes),"body":"#)
        body.writeJSON(entry.body.map { String(buffer: $0) })
        if let hash = entry.bodyHash {
            body.writeString(#","body_fnv1a64":"\#(String(hash, radix: 16))""#)
        }
        body.writeStaticString("}")
    }

    /// FNV-1a of 64 bits, with which a test can tell whether a long body came unchanged.
    static func hash(_ bytes: ByteBuffer) -> UInt64 {
        bytes.withUnsafeReadableBytes { bytes in
            bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }
}

extension RequestHead {
    /// The same on storage of its own.
    fileprivate var compact: RequestHead {
        RequestHead(self, raw: raw.compact)
    }
}

extension ByteBuffer {
    /// The same bytes on storage of their own, no larger than they need.
    fileprivate var compact: ByteBuffer {
        var copy = ByteBuffer()
        copy.reserveCapacity(readableBytes)
        copy.writeImmutableBuffer(self)
        return copy
    }
}
