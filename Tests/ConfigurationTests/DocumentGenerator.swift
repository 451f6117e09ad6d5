import Configuration

/// Makes documents by chance, the same ones of the same seed.
struct DocumentGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// What texts are made of: all that JSON and YAML treat in a way of their own.
    private static let pieces = [
        "a", "Z", "0", "1e5", "yes", "null", "~", " ", "  ", "\n", "\n\n", "\t", "\r", "\"", "'",
        "\\",
        "#", ": ", "- ", "&x", "*x", "!", "%", "|", ">", "{", "}", "[", "]", ",", "?", "@", "`",
        "=", "<<",
        "é", "日本", "🦆", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "\u{7F}", "\u{1B}",
        "---", "...", "0x1F", "2027-01-31", "/", "\u{10FFFF}", "e\u{301}",
    ]
    private static let numbers = [
        "0", "-1", "1.50", "0.6", "12345678901234567890", "1e5", "-0.0", "1E+2", "100000",
    ]

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one less than a bound.
    mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// One of several.
    mutating func one<Value>(of values: [Value]) -> Value { values[number(values.count)] }

    /// Any text that a document may have.
    mutating func text() -> String {
        let text = (0..<number(6)).map { _ in one(of: Self.pieces) }.joined()
        return text.unicodeScalars.first == "\u{FEFF}" ? "." + text : text
    }

    /// Any value.
    mutating func value(depth: Int = 0) -> DocumentValue {
        switch number(depth > 3 ? 4 : 7) {
        case 0: return .bool(number(2) == 0)
        case 1: return .number(one(of: Self.numbers))
        case 2, 3: return .text(text())
        case 4: return .null
        case 5: return .list((0..<number(4)).map { _ in value(depth: depth + 1) })
        default: return object(depth: depth + 1)
        }
    }

    private mutating func object(depth: Int) -> DocumentValue {
        var object = DocumentValue.object([])
        for _ in 0..<number(4) { object[text()] = value(depth: depth) }
        return object
    }

    /// A document of the right shape, whose entries say anything.
    mutating func document() -> Document {
        var document = Document.empty
        for section in DocumentSection.allCases {
            for _ in 0..<number(4) {
                let name = text()
                guard !name.isEmpty, !name.utf8.contains(0) else { continue }
                document[section, name] =
                    section.nameField == nil ? value() : object(depth: 0)
            }
        }
        for _ in 0..<number(4) { document.settings[text()] = value() }
        return document
    }
}
