/// Looks for the beginning of a JSON string that may be an envelope of a proof.
///
/// Both forms, plain and in base64, begin with characters that JSON need not escape.
enum EnvelopeSearch {
    private static let plain: StaticString = "\"gw1."
    private static let base64: StaticString = "\"Z3cx"

    /// Whether one of the two words stands anywhere.
    static func finds(in bytes: RawSpan) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var place = 0
            while place + 12 <= buffer.count {
                if mayHold(buffer, place), holds(buffer, place..<(place + 8)) { return true }
                place += 8
            }
            return holds(buffer, place..<max(place, buffer.count - 4))
        }
    }

    /// Whether the rare middles of the words, "w1" and "3c", may stand at one of 8 places; reads 11 bytes.
    @inline(__always)
    private static func mayHold(_ buffer: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        let first = buffer.loadUnaligned(fromByteOffset: place + 2, as: UInt64.self)
        let second = buffer.loadUnaligned(fromByteOffset: place + 3, as: UInt64.self)
        let notPlain = (first ^ (ones &* 0x77)) | (second ^ (ones &* 0x31))
        let notBase64 = (first ^ (ones &* 0x33)) | (second ^ (ones &* 0x63))
        return hasZero(notPlain) || hasZero(notBase64)
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Whether one of eight bytes is zero: only a zero byte borrows into its top bit while that is clear.
    @inline(__always)
    private static func hasZero(_ word: UInt64) -> Bool {
        (word &- ones) & ~word & (ones &* 0x80) != 0
    }

    private static func holds(_ buffer: UnsafeRawBufferPointer, _ places: Range<Int>) -> Bool {
        places.contains { place in
            let word = buffer[place..<(place + 5)]
            return plain.withUTF8Buffer { $0.elementsEqual(word) }
                || base64.withUTF8Buffer { $0.elementsEqual(word) }
        }
    }
}
