/// A SHA-256 hash as a dictionary key.
package struct KeyHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Nil when there are not 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        func word(_ index: Int) -> UInt64 {
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Compares without telling by its time where a difference lies.
    package static func == (left: KeyHash, right: KeyHash) -> Bool {
        (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1)
            | (left.words.2 ^ right.words.2) | (left.words.3 ^ right.words.3) == 0
    }

    /// Enough of it to tell wrong keys apart.
    var fingerprint: UInt64 { words.0 }

    /// The hash of a random secret is random already.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
