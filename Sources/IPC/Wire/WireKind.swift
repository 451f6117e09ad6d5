/// The type of a field.
public enum WireKind: Sendable {
    /// UTF-8 text.
    case string
    /// Raw bytes.
    case bytes
    /// A truth value, as a varint.
    case bool
    /// A signed number as a varint; a negative one takes ten bytes.
    case int32
    /// A signed number as a varint; a negative one takes ten bytes.
    case int64
    /// An unsigned number as a varint.
    case uint32
    /// An unsigned number as a varint.
    case uint64
    /// A signed number as a varint in zigzag order.
    case sint64
    /// Four bytes, little endian.
    case fixed32
    /// Eight bytes, little endian.
    case fixed64
    /// A floating-point number in eight bytes, little endian.
    case double
    /// A nested message.
    case message(any WireMessage.Type)
    /// A number with names.
    case enumeration(any WireEnum.Type)

    /// The wire type of one value outside a packed list.
    var wireType: UInt32 {
        switch self {
        case .bool, .int32, .int64, .uint32, .uint64, .sint64, .enumeration: 0
        case .fixed64, .double: 1
        case .string, .bytes, .message: 2
        case .fixed32: 5
        }
    }
}
