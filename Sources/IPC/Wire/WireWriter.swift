/// Appends fields in the encoding of proto3 to an array of bytes.
///
/// Every method that takes a `tag` writes a whole field; the tag is the field's number shifted
/// left by three, plus its wire type.
public struct WireWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8]

    /// Makes an empty writer.
    ///
    /// - Parameter capacity: The bytes reserved at first.
    public init(reserving capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Makes a writer that appends to bytes that exist, such as a frame's header.
    ///
    /// - Parameter bytes: What is kept in front of the fields.
    public init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    /// Forgets what was written and keeps the memory for the next message.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends a variable-length integer without a tag.
    @inline(__always)
    public mutating func varint(_ value: UInt64) {
        if value < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value))
        } else {
            longVarint(value)
        }
    }

    /// Appends a varint of two to ten bytes; apart, so that the short case inlines small.
    private mutating func longVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends four bytes, little endian, without a tag.
    public mutating func fixed32(_ value: UInt32) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends eight bytes, little endian, without a tag.
    public mutating func fixed64(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are: fields that were encoded before.
    public mutating func raw(_ encoded: [UInt8]) {
        bytes.append(contentsOf: encoded)
    }

    /// Appends the bytes of a string as they are.
    public mutating func raw(_ text: String.UTF8View) {
        // As a view it would be copied through its iterator's general form.
        let copied: Void? = text.withContiguousStorageIfAvailable {
            bytes.append(contentsOf: $0)
        }
        if copied == nil { bytes.append(contentsOf: text) }
    }

    /// Starts a length-delimited field whose length is not known yet.
    ///
    /// - Parameter tag: The field's tag.
    /// - Returns: A mark for ``close(_:)``.
    public mutating func open(_ tag: UInt32) -> Int {
        varint(UInt64(tag))
        // One byte is enough for most nested messages; a longer length moves the content once,
        // which is cheaper than computing every size beforehand.
        bytes.append(0)
        return bytes.count
    }

    /// Ends a length-delimited field and fills in its length.
    ///
    /// - Parameter start: The mark that ``open(_:)`` gave; inner fields are closed first.
    public mutating func close(_ start: Int) {
        let length = bytes.count - start
        guard length >= 0x80 else {
            bytes[start - 1] = UInt8(truncatingIfNeeded: length)
            return
        }
        let more = (Int.bitWidth - length.leadingZeroBitCount + 6) / 7 - 1
        for _ in 0..<more {
            bytes.append(0)
        }
        bytes.withUnsafeMutableBytes { buffer in
            let content = UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
            UnsafeMutableRawBufferPointer(rebasing: buffer[(start + more)...])
                .copyMemory(from: content)
            for index in 0...more {
                let part = UInt8(truncatingIfNeeded: length >> (7 * index))
                buffer[start - 1 + index] = index < more ? part | 0x80 : part
            }
        }
    }
}
