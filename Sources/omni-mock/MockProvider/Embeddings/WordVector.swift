/// A text as a vector of length 1: its words, counted.
///
/// Each word has a place by its hash, so that texts with many words in common are similar, and always equally so.
enum WordVector {
    /// Numbers of a vector where a request names none.
    static let usualDimensions = 256

    /// The vector of a text; of one without words it points at its first place.
    static func of(_ text: [UInt8], dimensions: Int) -> [Float] {
        var counts = [Float](repeating: 0, count: dimensions)
        for word in words(text) { counts[Int(hash(word) % UInt64(dimensions))] += 1 }
        let length = counts.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else {
            counts[0] = 1
            return counts
        }
        return counts.map { $0 / length }
    }

    private static func words(_ text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).lowercased()
            .split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// FNV-1a with 64 bits.
    private static func hash(_ word: String) -> UInt64 {
        word.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
