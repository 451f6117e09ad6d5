/// Bytes waiting to be written: appended at the end, taken from the front, without moving them each time.
public struct ByteQueue: Sendable {
    private var storage: [UInt8] = []
    private var head = 0

    /// An empty queue.
    public init() {}

    /// Bytes waiting.
    public var count: Int { storage.count - head }
    /// Whether nothing waits.
    public var isEmpty: Bool { head == storage.count }

    /// Appends one byte array.
    public mutating func append(_ bytes: [UInt8]) {
        storage.append(contentsOf: bytes)
    }

    /// Appends a span.
    public mutating func append(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { storage.append(contentsOf: $0) }
    }

    /// Appends eight bytes, lowest first.
    public mutating func append(littleEndian value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { storage.append(contentsOf: $0) }
    }

    /// Shows the waiting bytes to `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[head...])) }
    }

    /// Takes `count` bytes from the front.
    public mutating func drop(_ count: Int) {
        head += count
        precondition(head <= storage.count, "only bytes that wait can be taken")
        if head == storage.count {
            // A burst must not keep its memory for ever.
            storage.removeAll(keepingCapacity: storage.capacity <= Self.keptCapacity)
            head = 0
        } else if head > Self.keptCapacity, head > storage.count / 2 {
            storage.removeSubrange(0..<head)
            head = 0
        }
    }

    private static let keptCapacity = 256 << 10
}

/// Reads eight bytes, lowest first.
///
/// The caller has compared `offset` with the size.
@inline(__always)
func loadUInt64(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
    unsafe UInt64(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// Reads four bytes, lowest first.
///
/// The caller has compared `offset` with the size.
@inline(__always)
func loadUInt32(_ bytes: RawSpan, _ offset: Int) -> UInt32 {
    unsafe UInt32(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
}
