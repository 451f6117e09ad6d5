/// Text as YAML writes it.
enum YAMLText {
    /// How a block of lines ends.
    enum End: Equatable {
        /// Without a line break.
        case none
        /// With one.
        case one
    }

    /// Words that would be taken for something else.
    private static let words: Set<String> = ["yes", "no", "true", "false", "on", "off", "null"]

    /// A scalar in one line: as it is when it is a plain word, else in quotes.
    static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 80 else {
            return false
        }
        let isWord = text.utf8.allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || "_-./".utf8.contains($0)
        }
        return isWord && !words.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                if isPrintable(scalar.value) {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
                }
            }
        }
        return quoted + "\""
    }

    /// Characters that stand for themselves (YAML 1.1 section 5.1), without line breaks and the byte order mark.
    private static func isPrintable(_ value: UInt32) -> Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }

    /// The lines of a text that can be a block of its own; nil for one that cannot, or has one line only.
    static func block(_ text: String) -> (lines: [Substring], end: End)? {
        guard text.utf8.contains(0x0A),
            text.unicodeScalars.allSatisfy({ isPrintable($0.value) || $0 == "\n" })
        else { return nil }
        let end: End = text.hasSuffix("\n") ? .one : .none
        let body = end == .one ? text.dropLast() : Substring(text)
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let isSure = lines.allSatisfy { $0.isEmpty || $0.contains { $0 != " " } }
        guard isSure, let first = lines.first, let last = lines.last, !first.isEmpty,
            !first.hasPrefix(" "), !last.isEmpty
        else { return nil }
        return (lines, end)
    }
}
