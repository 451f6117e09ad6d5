/// Knows whether a JSON array that is sent piece by piece stands between two elements.
package struct ArrayBoundary: Equatable {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// The last byte outside of strings that is no white space; 0 before the first.
    private var last: UInt8 = 0

    /// Before the array.
    package init() {}

    /// Looks at bytes that are sent.
    package mutating func sent(_ bytes: RawSpan) {
        for offset in 0..<bytes.byteCount { take(bytes.byte(offset)) }
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) {
        guard !isInString else {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: return
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
        last = byte
    }

    /// Whether and how another element can follow.
    package var breakPoint: BreakPoint {
        switch depth {
        case 0 where last == 0: .after("[")
        case 0: .whole
        case 1 where last == UInt8(ascii: "[") || last == UInt8(ascii: ","): .after("")
        case 1 where last == UInt8(ascii: "}"): .after(",")
        default: .inside
        }
    }
}
