/// What can be wrong with received bytes; offsets count from the start of the decoded bytes.
public enum WireError: Error, Equatable, Sendable {
    /// The bytes end inside a value.
    case truncated(offset: Int)

    /// A variable-length integer takes more than ten bytes or more than 64 bits.
    case varintTooLong(offset: Int)

    /// A field has number 0 or one beyond the 29 bits that a field number has.
    case badFieldNumber(offset: Int)

    /// A field has a wire type that is not 0, 1, 2 or 5; proto3 has no groups.
    case badWireType(UInt8, offset: Int)

    /// A length prefix promises more bytes than its surroundings hold.
    case lengthTooLong(length: UInt64, remaining: Int, offset: Int)

    /// A `string` field is not UTF-8.
    case invalidUTF8(offset: Int)

    /// Messages nest deeper than `WireLimits.nesting`.
    case nestedTooDeep(limit: Int)

    /// More nested messages than `WireLimits.messages`.
    case tooManyMessages(limit: Int)
}
