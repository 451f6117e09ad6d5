/// One character of a text, as far as the guard tells characters apart.
struct GuardCharacter {
    enum Kind: Equatable {
        /// Part of a word: lower-case ASCII, or the first byte of a letter that stands for itself.
        case letter(UInt8)
        /// Not seen, or an apostrophe: a word goes on over it.
        case invisible
        /// White space or punctuation.
        case other
    }

    let kind: Kind
    /// Bytes, at least 1.
    let length: Int

    /// Reads the character at an offset inside of a text.
    @inline(__always)
    init(_ bytes: [UInt8], _ at: Int) {
        let byte = bytes[at]
        if byte < 0x80 {
            length = 1
            if ASCIIText.isAlphanumeric(byte) || byte == UInt8(ascii: "_") {
                kind = .letter(Self.lowered(byte))
            } else {
                kind = byte == UInt8(ascii: "'") ? .invisible : .other
            }
        } else {
            (kind, length) = Self.beyondASCII(bytes, at)
        }
    }

    /// An ASCII letter in lower case; other bytes as they are.
    @inline(__always)
    static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// Characters that attackers put into words or write them with; all others stand for themselves.
    @inline(never)
    private static func beyondASCII(_ bytes: [UInt8], _ at: Int) -> (Kind, Int) {
        let first = bytes[at]
        let second = at + 1 < bytes.count ? bytes[at + 1] : 0
        let third = at + 2 < bytes.count ? bytes[at + 2] : 0
        switch (first, second) {
        case (0xc2, 0xad): return (.invisible, 2)  // Soft hyphen.
        case (0xc2, 0xa0): return (.other, 2)  // Space that does not break.
        case (0xe2, 0x80): return (punctuation(third), min(3, bytes.count - at))
        case (0xe2, 0x81) where third == 0xa0: return (.invisible, 3)  // Word joiner.
        case (0xef, 0xbb) where third == 0xbf: return (.invisible, 3)  // Byte order mark.
        case (0xe3, 0x80) where third <= 0x82: return (.other, 3)  // Ideographic space, stops.
        case (0xef, 0xbc), (0xef, 0xbd):
            guard let byte = wide(second, third) else { break }
            let isWord = ASCIIText.isAlphanumeric(byte) || byte == UInt8(ascii: "_")
            return (isWord ? .letter(lowered(byte)) : .other, 3)
        default: break
        }
        return (.letter(first), 1)
    }

    /// General punctuation: U+2000 to U+203F.
    private static func punctuation(_ third: UInt8) -> Kind {
        switch third {
        case 0x8b...0x8f, 0x98, 0x99, 0xaa...0xae: .invisible  // Joiners, apostrophes, directions.
        default: .other
        }
    }

    /// The ASCII character whose wide form ends in these bytes; nil where there is none.
    private static func wide(_ second: UInt8, _ third: UInt8) -> UInt8? {
        guard third & 0xc0 == 0x80 else { return nil }
        let scalar = (UInt32(second & 0x3f) << 6 | UInt32(third & 0x3f)) + 0xf000
        guard (0xff01...0xff5e).contains(scalar) else { return nil }
        return UInt8(scalar - 0xfee0)
    }
}
