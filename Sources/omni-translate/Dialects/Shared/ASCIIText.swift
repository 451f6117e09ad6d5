/// Classes of ASCII characters that ids and names are made of.
package enum ASCIIText {
    /// A letter or a digit.
    package static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// A letter, a digit, `_` or `-`.
    package static func isWord(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// A space, tabulator or line end.
    package static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)
    }

    /// The first `limit` characters of a text, `_` for each that is no word character.
    package static func word(_ text: String, limit: Int) -> String {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars.prefix(limit) {
            let byte = UInt8(exactly: scalar.value)
            bytes.append(byte.flatMap { isWord($0) ? $0 : nil } ?? UInt8(ascii: "_"))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a text holds nothing but white space, of whatever script.
    package static func isBlank(_ text: String) -> Bool {
        for byte in text.utf8 where !isSpace(byte) {
            // Almost every text is decided by its first byte.
            return byte < 0x80 ? false : text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        }
        return true
    }
}
