/// Which strings are names, as the documents of providers write it in a regular expression.
struct NamePattern: Sendable {
    /// How the pattern is written in error messages.
    let text: String
    /// Bytes that may stand besides letters and digits.
    let others: Set<UInt8>
    /// Bytes of a name.
    let length: ClosedRange<Int>
    /// Whether the first byte must be a letter or `_`.
    var startsWithLetter = false

    /// `^[a-zA-Z0-9_-]{1,64}$`.
    static let short = NamePattern(
        text: "^[a-zA-Z0-9_-]{1,64}$", others: Set("_-".utf8), length: 1...64)
    /// `^[a-zA-Z0-9_-]{1,128}$`.
    static let long = NamePattern(
        text: "^[a-zA-Z0-9_-]{1,128}$", others: Set("_-".utf8), length: 1...128)
    /// `^[a-zA-Z0-9_-]+$`.
    static let id = NamePattern(
        text: "^[a-zA-Z0-9_-]+$", others: Set("_-".utf8), length: 1...Int.max)
    /// Names of Gemini's functions.
    static let function = NamePattern(
        text: "^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$", others: Set("_-.:".utf8), length: 1...128,
        startsWithLetter: true)

    /// Whether a string fits.
    func matches(_ name: String) -> Bool {
        guard length.contains(name.utf8.count), let first = name.utf8.first else { return false }
        guard name.utf8.allSatisfy({ Self.isAlphanumeric($0) || others.contains($0) }) else {
            return false
        }
        return !startsWithLetter || first == UInt8(ascii: "_") || Self.isLetter(first)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
