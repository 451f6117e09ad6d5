/// Base64 as text (RFC 4648): media go through the gateway without being decoded.
package enum Base64Text {
    /// `text` in the alphabet of section 4, padded and without line breaks; nil when it is no base64.
    ///
    /// Takes the alphabet of section 5 as well: the Python SDK of Gemini sends it.
    package static func normal(_ text: String) -> String? {
        let isNormal = text.utf8.withContiguousStorageIfAvailable(isNormal)
        return isNormal == true ? text : repaired(text.utf8)
    }

    private static func isNormal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count % 4 == 0 else { return false }
        let padding = bytes.suffix(2).count { $0 == UInt8(ascii: "=") }
        if padding == 1, bytes.last != UInt8(ascii: "=") { return false }
        let values = Self.values
        var seen: UInt8 = 0
        // No branch in the loop: pictures have millions of characters.
        for byte in bytes.dropLast(padding) { seen |= values[Int(byte)] }
        return seen < 64
    }

    /// The first bytes that base64 stands for, at most `count`.
    package static func head(_ text: String, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var held = 0
        for byte in text.utf8.prefix(count * 2 + 16) where !ASCIIText.isSpace(byte) {
            guard let value = value(byte) else { break }
            bits = bits << 6 | UInt32(value)
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            if bytes.count == count { break }
        }
        return bytes
    }

    /// All bytes that a short base64 text stands for, in either alphabet; nil when it is none.
    package static func decoded(_ text: String) -> [UInt8]? {
        guard let normal = normal(text) else { return nil }
        let bytes = head(normal, count: normal.utf8.count)
        let padding = normal.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
        return bytes.count == normal.utf8.count / 4 * 3 - padding ? bytes : nil
    }

    /// Base64 of bytes, padded, in the alphabet of section 4.
    package static func encoded(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var held = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                text.append(alphabet[Int(bits >> UInt32(held)) & 63])
            }
        }
        if held > 0 { text.append(alphabet[Int(bits << UInt32(6 - held)) & 63]) }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func repaired(_ text: String.UTF8View) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 3)
        var isPadded = false
        for byte in text where !ASCIIText.isSpace(byte) {
            if byte == UInt8(ascii: "=") {
                isPadded = true
                continue
            }
            guard !isPadded, let value = value(byte) else { return nil }
            bytes.append(alphabet[Int(value)])
        }
        guard bytes.count % 4 != 1 else { return nil }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: values[Int(byte)] < 64 ? values[Int(byte)] : nil
        }
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// What a character of section 4 stands for; 64 for any other.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()
}
