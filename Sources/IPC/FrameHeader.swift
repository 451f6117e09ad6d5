/// What a frame does.
///
/// Numbers are fixed by docs/ipc-protocol.md and never reused.
public enum FrameType: UInt8, Sendable, CaseIterable {
    /// First frame of each side; payload `Hello`.
    case hello = 1
    /// Begins a direction of a stream; payload is the head of its kind.
    case open = 2
    /// Body bytes of a stream, raw.
    case data = 3
    /// Ends a direction of a stream; payload is a trailer or empty.
    case end = 4
    /// Ends both directions of a stream; payload `Reset`.
    case reset = 5
    /// Allows the peer to send more on a stream; payload is four bytes, a count, little-endian.
    case credit = 6
    /// A question; payload is the message of its kind.
    case call = 7
    /// The answer to a call; payload is a message, or `Reset` when the flag `failed` is set.
    case reply = 8
    /// Asks for a `pong`; no payload.
    case ping = 9
    /// Answers a `ping`; no payload.
    case pong = 10
    /// The sender will stop: open new streams elsewhere; no payload.
    case goaway = 11
    /// A message without an answer.
    case notice = 12
}

/// Why bytes are not a frame.
///
/// The connection they came on is closed.
public enum FrameError: Error, Equatable, Sendable {
    /// The type is not one of `FrameType`.
    case unknownType(UInt8)
    /// The payload is longer than `Limits.payloadBytes`.
    case tooLong(length: UInt32, limit: Int)
    /// A flag bit without a meaning is set.
    case unknownFlags(UInt8)
}

/// The 16 bytes before each payload, little-endian: length u32, type u8, flags u8, kind u16, stream u64.
public struct FrameHeader: Equatable, Sendable {
    /// Size on the wire.
    public static let size = 16
    /// Flag of a reply that carries a `Reset`.
    public static let failed: UInt8 = 1
    /// Flag of a goaway: no successor is there yet, and nothing new is to be sent here until one is.
    public static let stopping: UInt8 = 1

    /// Bytes of payload that follow.
    public var length: UInt32
    /// What the frame does.
    public var type: FrameType
    /// Zero, or `failed` or `stopping` where these have a meaning.
    public var flags: UInt8
    /// Number of a `Kind`; zero where the type does not need one.
    public var kind: UInt16
    /// Stream or call it belongs to; zero for the connection itself.
    public var stream: UInt64

    /// Makes a header.
    public init(
        length: UInt32, type: FrameType, flags: UInt8 = 0, kind: UInt16 = 0, stream: UInt64 = 0
    ) {
        self.length = length
        self.type = type
        self.flags = flags
        self.kind = kind
        self.stream = stream
    }

    /// Reads a header at `offset`; nil when fewer than 16 bytes are there.
    public init?(_ bytes: RawSpan, at offset: Int) throws(FrameError) {
        guard offset >= 0, bytes.byteCount - offset >= Self.size else { return nil }
        let low = loadUInt64(bytes, offset)
        length = UInt32(truncatingIfNeeded: low)
        guard length <= Limits.payloadBytes else {
            throw .tooLong(length: length, limit: Limits.payloadBytes)
        }
        let rawType = UInt8(truncatingIfNeeded: low >> 32)
        guard let known = FrameType(rawValue: rawType) else { throw .unknownType(rawType) }
        type = known
        flags = UInt8(truncatingIfNeeded: low >> 40)
        guard flags & ~Self.failed == 0 else { throw .unknownFlags(flags) }
        kind = UInt16(truncatingIfNeeded: low >> 48)
        stream = loadUInt64(bytes, offset + 8)
    }

    /// Appends the 16 bytes.
    public func write(to queue: inout ByteQueue) {
        let low =
            UInt64(length) | UInt64(type.rawValue) << 32 | UInt64(flags) << 40
            | UInt64(kind) << 48
        queue.append(littleEndian: low)
        queue.append(littleEndian: stream)
    }
}
