/// A cursor over the bytes of a message; every length is checked before it is used.
///
/// The bytes are passed to each call because a type may not store a span. All calls of one reader
/// get the same span: the one it was made for.
public struct WireReader: Sendable {
    /// The offset of the next byte.
    public private(set) var position = 0

    /// The end of the message or packed list that is being read.
    private var end: Int

    /// The offset of the tag of the field that is being read.
    private var fieldStart = 0

    /// The nested messages that are open.
    private var depth = 0

    /// The nested messages that may still come.
    private var messagesLeft = WireLimits.messages

    /// Makes a cursor at the start of a message.
    ///
    /// - Parameter bytes: Exactly one encoded message.
    public init(_ bytes: RawSpan) {
        end = bytes.byteCount
    }

    /// Whether the message or list that is being read has more bytes.
    public var hasMore: Bool {
        position < end
    }

    /// Reads the tag of the next field.
    ///
    /// - Returns: The field's number shifted left by three, plus its wire type; 0 at the end.
    /// - Throws: When the number or the wire type is not one of proto3.
    @inline(__always)
    public mutating func nextTag(_ bytes: RawSpan) throws(WireError) -> UInt32 {
        guard position < end else { return 0 }
        fieldStart = position
        let value = try varint(bytes)
        guard let tag = UInt32(exactly: value), tag >= 8 else {
            throw .badFieldNumber(offset: fieldStart)
        }
        switch tag & 7 {
        case 0, 1, 2, 5: return tag
        default: throw .badWireType(UInt8(truncatingIfNeeded: tag & 7), offset: fieldStart)
        }
    }

    /// Reads a variable-length integer.
    @inline(__always)
    public mutating func varint(_ bytes: RawSpan) throws(WireError) -> UInt64 {
        guard position < end else { throw .truncated(offset: position) }
        let first = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt8.self)
        guard first >= 0x80 else {
            position += 1
            return UInt64(first)
        }
        return try longVarint(bytes)
    }

    /// Reads a varint of two to ten bytes; apart, so that the short case inlines small.
    private mutating func longVarint(_ bytes: RawSpan) throws(WireError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for index in 0..<10 {
            guard position < end else { throw .truncated(offset: position) }
            let byte = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt8.self)
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            guard byte >= 0x80 else {
                // The tenth byte has room for one bit.
                guard index < 9 || byte <= 1 else { throw .varintTooLong(offset: start) }
                return value
            }
        }
        throw .varintTooLong(offset: start)
    }

    /// Reads four bytes, little endian.
    public mutating func fixed32(_ bytes: RawSpan) throws(WireError) -> UInt32 {
        guard end - position >= 4 else { throw .truncated(offset: position) }
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
        position += 4
        return UInt32(littleEndian: value)
    }

    /// Reads eight bytes, little endian.
    public mutating func fixed64(_ bytes: RawSpan) throws(WireError) -> UInt64 {
        guard end - position >= 8 else { throw .truncated(offset: position) }
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
        position += 8
        return UInt64(littleEndian: value)
    }

    /// Reads a length prefix; that many bytes are there.
    @inline(__always)
    mutating func length(_ bytes: RawSpan) throws(WireError) -> Int {
        let start = position
        let value = try varint(bytes)
        guard value <= UInt64(end - position) else {
            throw .lengthTooLong(length: value, remaining: end - position, offset: start)
        }
        return Int(value)
    }

    /// Steps over a length-delimited value.
    ///
    /// - Returns: Where its content lies.
    @inline(__always)
    mutating func range(_ bytes: RawSpan) throws(WireError) -> Range<Int> {
        let length = try length(bytes)
        let start = position
        position += length
        return start..<position
    }

    /// Enters a packed list: until ``close(_:)``, its end is the reader's end.
    ///
    /// - Returns: The surrounding end, for ``close(_:)``.
    public mutating func open(_ bytes: RawSpan) throws(WireError) -> Int {
        let length = try length(bytes)
        let outer = end
        end = position + length
        return outer
    }

    /// Leaves a packed list that was read to its end.
    ///
    /// - Parameter outer: What ``open(_:)`` gave.
    public mutating func close(_ outer: Int) {
        end = outer
    }

    /// Enters a nested message, within the limits.
    ///
    /// - Returns: The surrounding end, for ``leave(_:)``.
    @inline(__always)
    mutating func enter(_ bytes: RawSpan) throws(WireError) -> Int {
        guard depth < WireLimits.nesting else {
            throw .nestedTooDeep(limit: WireLimits.nesting)
        }
        guard messagesLeft > 0 else { throw .tooManyMessages(limit: WireLimits.messages) }
        messagesLeft -= 1
        let outer = try open(bytes)
        depth += 1
        return outer
    }

    /// Leaves a nested message that was read to its end.
    ///
    /// - Parameter outer: What ``enter(_:)`` gave.
    @inline(__always)
    mutating func leave(_ outer: Int) {
        depth -= 1
        close(outer)
    }

    /// Steps over the value of a field.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the message.
    ///   - tag: The tag that was just read.
    /// - Throws: When the value is cut off or too long.
    mutating func skip(_ bytes: RawSpan, tag: UInt32) throws(WireError) {
        switch tag & 7 {
        case 0: _ = try varint(bytes)  // Only its length matters.
        case 1: _ = try fixed64(bytes)  // Likewise.
        case 2: _ = try range(bytes)  // Likewise.
        case 5: _ = try fixed32(bytes)  // Likewise.
        default: throw .badWireType(UInt8(truncatingIfNeeded: tag & 7), offset: fieldStart)
        }
    }

    /// Appends the field that was just read, tag and value, to the unknown ones.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the message.
    ///   - unknown: Where it is kept.
    public func keep(_ bytes: RawSpan, into unknown: inout [UInt8]) {
        bytes.extracting(fieldStart..<position).withUnsafeBytes { unknown.append(contentsOf: $0) }
    }
}
