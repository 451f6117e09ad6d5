extension Crypto {
    /// `bytes` in base64url without padding (RFC 4648 section 5), as tokens write them.
    public static func base64URL(_ bytes: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.byteCount * 4 + 2) / 3)
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for index in 0..<bytes.byteCount {
            bits = bits << 8 | UInt32(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
            count += 8
            while count >= 6 {
                count -= 6
                text.append(letter(bits >> count & 63))
            }
        }
        if count > 0 { text.append(letter(bits << (6 - count) & 63)) }
        return text
    }

    private static func letter(_ value: UInt32) -> UInt8 {
        let value = UInt8(value)
        switch value {
        case 0..<26: return UInt8(ascii: "A") + value
        case 26..<52: return UInt8(ascii: "a") + value - 26
        case 52..<62: return UInt8(ascii: "0") + value - 52
        case 62: return UInt8(ascii: "-")
        default: return UInt8(ascii: "_")
        }
    }
}
