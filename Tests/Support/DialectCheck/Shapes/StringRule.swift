/// A condition on the text of a string.
struct StringRule: Sendable {
    let name: String
    let holds: @Sendable (String) -> Bool

    init(_ name: String, _ holds: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.holds = holds
    }
}

extension StringRule {
    static let any = StringRule("a string") { _ in true }
    static let nonEmpty = StringRule("a non-empty string") { !$0.isEmpty }
    static let visible = StringRule("text with more than white space") { text in
        text.contains { !$0.isWhitespace }
    }
    static let base64 = StringRule("base64") { Base64Text.isValid($0) }
    static let jsonText = StringRule("the text of a JSON object") { JSONText.isObject($0) }
    static let webURL = StringRule("a URL of http or https") { text in
        text.hasPrefix("https://") || text.hasPrefix("http://")
    }

    /// A name of letters, digits, `_` and `-`.
    static func identifier(_ length: ClosedRange<Int>) -> StringRule {
        StringRule("a name of \(length) characters of [A-Za-z0-9_-]") { text in
            length.contains(text.utf8.count) && text.utf8.allSatisfy(isIdentifier)
        }
    }

    static func length(_ range: ClosedRange<Int>) -> StringRule {
        StringRule("a string of \(range) characters") { range.contains($0.unicodeScalars.count) }
    }

    /// Starts with one of the prefixes and is longer than it.
    static func prefixed(_ prefixes: String..., upTo limit: Int = .max) -> StringRule {
        StringRule("a string that starts with \(prefixes.joined(separator: " or "))") { text in
            text.utf8.count <= limit
                && prefixes.contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
        }
    }

    static func dataURI(_ mediaPrefix: String) -> StringRule {
        StringRule("a data URI of \(mediaPrefix)*") {
            DataURI.isValid($0, mediaPrefix: mediaPrefix)
        }
    }

    static func either(_ rules: StringRule...) -> StringRule {
        StringRule(rules.map(\.name).joined(separator: " or ")) { text in
            rules.contains { $0.holds(text) }
        }
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
