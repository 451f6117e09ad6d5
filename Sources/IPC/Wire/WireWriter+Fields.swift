extension WireWriter {
    /// Writes a field of type `string`.
    public mutating func string(_ tag: UInt32, _ value: String) {
        varint(UInt64(tag))
        let text = value.utf8
        varint(UInt64(text.count))
        raw(text)
    }

    /// Writes a field of type `bytes`.
    public mutating func bytes(_ tag: UInt32, _ value: [UInt8]) {
        varint(UInt64(tag))
        varint(UInt64(value.count))
        raw(value)
    }

    /// Writes a field of type `bool`.
    public mutating func bool(_ tag: UInt32, _ value: Bool) {
        varint(UInt64(tag))
        bool(value)
    }

    /// Writes a field of type `int32`.
    public mutating func int32(_ tag: UInt32, _ value: Int32) {
        varint(UInt64(tag))
        int32(value)
    }

    /// Writes a field of type `int64`.
    public mutating func int64(_ tag: UInt32, _ value: Int64) {
        varint(UInt64(tag))
        int64(value)
    }

    /// Writes a field of type `uint32`.
    public mutating func uint32(_ tag: UInt32, _ value: UInt32) {
        varint(UInt64(tag))
        uint32(value)
    }

    /// Writes a field of type `uint64`.
    public mutating func uint64(_ tag: UInt32, _ value: UInt64) {
        varint(UInt64(tag))
        uint64(value)
    }

    /// Writes a field of type `sint64`.
    public mutating func sint64(_ tag: UInt32, _ value: Int64) {
        varint(UInt64(tag))
        sint64(value)
    }

    /// Writes a field of type `fixed32`.
    public mutating func fixed32(_ tag: UInt32, _ value: UInt32) {
        varint(UInt64(tag))
        fixed32(value)
    }

    /// Writes a field of type `fixed64`.
    public mutating func fixed64(_ tag: UInt32, _ value: UInt64) {
        varint(UInt64(tag))
        fixed64(value)
    }

    /// Writes a field of type `double`.
    public mutating func double(_ tag: UInt32, _ value: Double) {
        varint(UInt64(tag))
        double(value)
    }

    /// Writes a nested message; an empty one is written too, because its presence means something.
    public mutating func message(_ tag: UInt32, _ value: some WireMessage) {
        let start = open(tag)
        value.encode(into: &self)
        close(start)
    }
}

/// Values without a tag, as they stand in packed lists.
extension WireWriter {
    /// Appends a truth value.
    public mutating func bool(_ value: Bool) {
        varint(value ? 1 : 0)
    }

    /// Appends a signed number; a negative one takes ten bytes.
    public mutating func int32(_ value: Int32) {
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// Appends a signed number; a negative one takes ten bytes.
    public mutating func int64(_ value: Int64) {
        varint(UInt64(bitPattern: value))
    }

    /// Appends an unsigned number.
    public mutating func uint32(_ value: UInt32) {
        varint(UInt64(value))
    }

    /// Appends an unsigned number.
    public mutating func uint64(_ value: UInt64) {
        varint(value)
    }

    /// Appends a signed number in zigzag order, which keeps small negative numbers short.
    public mutating func sint64(_ value: Int64) {
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Appends a floating-point number in eight bytes.
    public mutating func double(_ value: Double) {
        fixed64(value.bitPattern)
    }
}
