extension WireReader {
    /// Reads text.
    ///
    /// - Throws: When the bytes are too few or not UTF-8.
    public mutating func string(_ bytes: RawSpan) throws(WireError) -> String {
        let range = try range(bytes)
        let text = bytes.extracting(range).withUnsafeBytes { buffer -> String? in
            // `String(validating:as:)` takes three times as long: it looks generic metadata up each time.
            do {
                let text = try UTF8Span(validating: buffer.bindMemory(to: UInt8.self).span)
                return String(copying: text)
            } catch {
                return nil
            }
        }
        guard let text else { throw .invalidUTF8(offset: range.lowerBound) }
        return text
    }

    /// Reads raw bytes.
    public mutating func bytes(_ bytes: RawSpan) throws(WireError) -> [UInt8] {
        let range = try range(bytes)
        return bytes.extracting(range).withUnsafeBytes { Array($0) }
    }

    /// Reads a truth value; every number but 0 is true.
    public mutating func bool(_ bytes: RawSpan) throws(WireError) -> Bool {
        try varint(bytes) != 0
    }

    /// Reads a signed number; bits above 32 are dropped, as proto3 has it.
    public mutating func int32(_ bytes: RawSpan) throws(WireError) -> Int32 {
        Int32(truncatingIfNeeded: try varint(bytes))
    }

    /// Reads a signed number.
    public mutating func int64(_ bytes: RawSpan) throws(WireError) -> Int64 {
        Int64(bitPattern: try varint(bytes))
    }

    /// Reads an unsigned number; bits above 32 are dropped, as proto3 has it.
    public mutating func uint32(_ bytes: RawSpan) throws(WireError) -> UInt32 {
        UInt32(truncatingIfNeeded: try varint(bytes))
    }

    /// Reads an unsigned number.
    public mutating func uint64(_ bytes: RawSpan) throws(WireError) -> UInt64 {
        try varint(bytes)
    }

    /// Reads a signed number in zigzag order.
    public mutating func sint64(_ bytes: RawSpan) throws(WireError) -> Int64 {
        let value = try varint(bytes)
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Reads a floating-point number.
    public mutating func double(_ bytes: RawSpan) throws(WireError) -> Double {
        Double(bitPattern: try fixed64(bytes))
    }

    /// Reads a nested message.
    public mutating func message<Message: WireMessage>(
        _ bytes: RawSpan
    ) throws(WireError) -> Message {
        var message = Message()
        try merge(bytes, into: &message)
        return message
    }

    /// Reads a nested message into one that may exist: a field that comes twice is merged.
    public mutating func message<Message: WireMessage>(
        _ bytes: RawSpan, merging earlier: Message?
    ) throws(WireError) -> Message {
        var message = earlier ?? Message()
        try merge(bytes, into: &message)
        return message
    }

    private mutating func merge<Message: WireMessage>(
        _ bytes: RawSpan, into message: inout Message
    ) throws(WireError) {
        let outer = try enter(bytes)
        try message.merge(bytes, &self)
        leave(outer)
    }

    /// Steps over a field that this version does not know and keeps it.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the message.
    ///   - tag: The tag that was just read.
    ///   - unknown: Where the field is kept.
    /// - Throws: When the value is cut off or too long.
    public mutating func keepUnknown(
        _ bytes: RawSpan, tag: UInt32, into unknown: inout [UInt8]
    ) throws(WireError) {
        try skip(bytes, tag: tag)
        keep(bytes, into: &unknown)
    }

    /// Keeps one element of a packed list whose number this version does not know.
    ///
    /// - Parameters:
    ///   - number: The element.
    ///   - tag: The tag of a single element of the field.
    ///   - unknown: Where it is kept.
    public func keepElement(_ number: Int32, tag: UInt32, into unknown: inout [UInt8]) {
        var writer = WireWriter(reserving: 16)
        writer.int32(tag, number)
        unknown.append(contentsOf: writer.bytes)
    }
}
