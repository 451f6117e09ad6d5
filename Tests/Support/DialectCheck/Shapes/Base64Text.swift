/// Base64 of RFC 4648 section 4, as providers demand it: padded, without line breaks.
enum Base64Text {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count.isMultiple(of: 4) else { return false }
        let padding = bytes.suffix(2).count { $0 == UInt8(ascii: "=") }
        return bytes.dropLast(padding).allSatisfy { sextet($0) != nil }
    }

    /// The first bytes the text stands for.
    static func head(_ text: String, count: Int = 16) -> [UInt8] {
        var bits: UInt32 = 0
        var pending = 0
        var head: [UInt8] = []
        for byte in text.utf8 {
            guard head.count < count, let value = sextet(byte) else { break }
            bits = bits << 6 | UInt32(value)
            pending += 6
            if pending >= 8 {
                pending -= 8
                head.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
            }
        }
        return head
    }

    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
