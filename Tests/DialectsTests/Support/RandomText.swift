/// Texts and JSON that break careless code: astral and combining characters, text from right to left, controls, big
/// numbers.
struct RandomText {
    /// Words of a visible text, none of them blank.
    static let words = [
        "hello", "Grüße", "日本語", "שלום עולם", "مرحبا", "👩‍👩‍👧‍👦", "𝒳𝒴", "e\u{301}o\u{308}", "a\u{200d}b",
        "\u{202e}abc",
        "line\nbreak", "tab\there", "quote\"s", "back\\slash", "</script>", "&amp;", "data: x",
        "[DONE]", "<think>", "\u{feff}bom", "nul\u{1}control", "null", "{\"json\":true}", "🇩🇪", "ﬁ",
        "\u{2028}", "0.1", "%7B",
    ]

    /// Texts that are no text at all.
    static let blanks = ["", " ", "\n", " \t\r\n", "\u{3000}"]

    /// Numbers whose text must stay what it is.
    static let numbers = [
        "0", "-1", "1.0", "0.70", "1e5", "-2.5E-3", "9007199254740993", "12345678901234567890123",
        "-9223372036854775808", "3.141592653589793238462643",
    ]

    /// A visible text.
    static func text(_ random: inout SeededRandom) -> String {
        var text = random.pick(words.filter { !$0.allSatisfy(\.isWhitespace) })
        for _ in 0..<random.number(0...6) { text += " " + random.pick(words) }
        return text
    }

    /// A JSON object, compact or spaced, without line ends.
    static func object(_ random: inout SeededRandom, depth: Int = 0) -> String {
        let space = random.once(in: 4) ? " " : ""
        var members: [String] = []
        var names: Set<String> = []
        for _ in 0..<random.number(0...3) {
            let name = random.pick(["path", "q", "größe", "$ref", "type", "a b", "😀", "input"])
            guard names.insert(name).inserted else { continue }
            members.append("\"\(name)\":\(space)\(value(&random, depth: depth))")
        }
        return "{\(members.joined(separator: "," + space))}"
    }

    private static func value(_ random: inout SeededRandom, depth: Int) -> String {
        switch random.number(0...(depth < 3 ? 6 : 4)) {
        case 0: return random.pick(numbers)
        case 1: return random.pick(["true", "false", "null"])
        case 2: return #""\u00e9\ud83d\ude00\n\/""#
        case 3, 4: return quoted(text(&random))
        case 5: return object(&random, depth: depth + 1)
        default:
            let count = random.number(0...3)
            let elements = (0..<count).map { _ in value(&random, depth: depth + 1) }
            return "[\(elements.joined(separator: ","))]"
        }
    }

    /// A text as a JSON string.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
