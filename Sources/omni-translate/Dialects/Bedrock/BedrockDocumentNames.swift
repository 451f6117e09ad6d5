/// Names of documents: words of few characters, unique within a request (facts: others, section 4).
struct BedrockDocumentNames {
    private var used: Set<String> = []
    private static let longest = 120

    /// The name that a document gets.
    mutating func name(_ given: String?) -> String {
        let base = Self.plain(given ?? "")
        var name = base
        var number = 2
        while !used.insert(name).inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }

    /// Letters, digits, single spaces, hyphens, parentheses and square brackets; without the extension.
    private static func plain(_ text: String) -> String {
        var bytes: [UInt8] = []
        for scalar in withoutExtension(text).unicodeScalars.prefix(longest) {
            let byte = UInt8(exactly: scalar.value).flatMap { isLegal($0) ? $0 : nil }
            let next = byte ?? UInt8(ascii: scalar.properties.isWhitespace ? " " : "-")
            let repeats = bytes.last == next && (next == UInt8(ascii: " ") || byte == nil)
            if !repeats { bytes.append(next) }
        }
        let blank = UInt8(ascii: " ")
        while bytes.last == blank { bytes.removeLast() }
        let trimmed = bytes.drop { $0 == blank }
        let hasWord = trimmed.contains(where: ASCIIText.isAlphanumeric)
        return hasWord ? String(decoding: trimmed, as: UTF8.self) : "document"
    }

    private static func withoutExtension(_ text: String) -> Substring {
        guard let dot = text.lastIndex(of: "."), dot > text.startIndex,
            text[text.index(after: dot)...].utf8.count <= 4
        else { return text[...] }
        return text[..<dot]
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        ASCIIText.isAlphanumeric(byte) || " -()[]".utf8.contains(byte)
    }
}
