/// Names requests: `req_` and 24 hexadecimal digits, unique over processes by a random half and counted in the other.
package struct RequestIDs {
    private let prefix: UInt64
    private var next: UInt64

    /// Ids of one lane; `seed` is random and differs between lanes.
    package init(seed: UInt64) {
        prefix = seed
        next = seed >> 40
    }

    /// A new id.
    package mutating func make() -> String {
        next &+= 1
        let counter = UInt32(truncatingIfNeeded: next)
        let prefix = prefix
        return String(unsafeUninitializedCapacity: 28) { buffer in
            buffer[0] = UInt8(ascii: "r")
            buffer[1] = UInt8(ascii: "e")
            buffer[2] = UInt8(ascii: "q")
            buffer[3] = UInt8(ascii: "_")
            for index in 0..<16 {
                buffer[4 + index] = Self.digit(UInt8(truncatingIfNeeded: prefix >> (4 * index)))
            }
            for index in 0..<8 {
                buffer[20 + index] = Self.digit(
                    UInt8(truncatingIfNeeded: counter >> (28 - 4 * index)))
            }
            return 28
        }
    }

    /// Whether a client's own id is taken over: 1 to 128 letters, digits, dots, underscores and dashes.
    package static func isValid(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= DoorLimits.requestIDBytes else { return false }
        return range.allSatisfy { offset in
            switch bytes.byte(offset) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        let nibble = value & 15
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
