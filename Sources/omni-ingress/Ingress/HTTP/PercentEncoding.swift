/// Percent-encoded text of a request target (RFC 3986 section 2.1).
enum PercentEncoding {
    /// Decodes; nil when an escape is cut off, is no number, or stands for a control character.
    static func decode(_ bytes: RawSpan, _ range: Range<Int>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            var byte = bytes.byte(offset)
            offset += 1
            if byte == UInt8(ascii: "%") {
                guard offset + 2 <= range.upperBound, let high = digit(bytes.byte(offset)),
                    let low = digit(bytes.byte(offset + 1))
                else { return nil }
                byte = high << 4 | low
                offset += 2
                guard byte >= 0x20, byte != 0x7F else { return nil }
            }
            result.append(byte)
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
