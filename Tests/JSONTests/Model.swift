import JSON

/// A document as a plain tree: what the library is compared with.
indirect enum Model: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([Model])
    case object([Field])

    struct Field: Equatable {
        var name: String
        var value: Model
    }

    /// A random tree.
    static func random(_ random: inout SeededGenerator, depth: Int = 5) -> Model {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2, 3: .number(randomNumber(&random))
        case 4, 5: .string(randomText(&random))
        case 6, 7:
            .object(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    Field(name: randomText(&random), value: .random(&random, depth: depth - 1))
                })
        default:
            .array(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    .random(&random, depth: depth - 1)
                })
        }
    }

    /// The tree of a parsed value.
    init(_ value: JSONValue) {
        switch value.kind {
        case .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .number: self = .number(value.numberText ?? "")
        case .string: self = .string(value.string ?? "")
        case .array: self = .array((value.array ?? []).map { Model($0) })
        case .object:
            self = .object(
                (value.members ?? []).map { Field(name: $0.name, value: Model($0.value)) })
        }
    }

    /// The tree as text, written without the library, with random white space and escapes.
    func text(_ random: inout SeededGenerator) -> String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let text): text
        case .string(let text): Self.quoted(text, &random)
        case .array(let elements):
            "[" + space(&random)
                + elements.map { $0.text(&random) + space(&random) }
                .joined(separator: "," + space(&random)) + "]"
        case .object(let fields):
            "{" + space(&random)
                + fields.map { field in
                    Self.quoted(field.name, &random) + space(&random) + ":" + space(&random)
                        + field.value.text(&random) + space(&random)
                }
                .joined(separator: "," + space(&random)) + "}"
        }
    }

    /// Writes the tree with the library.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let text): writer.raw(Array(text.utf8))
        case .string(let text): writer.string(text)
        case .array(let elements):
            writer.array { for element in elements { element.write(to: &$0) } }
        case .object(let fields):
            writer.object {
                for field in fields {
                    $0.name(text: field.name)
                    field.value.write(to: &$0)
                }
            }
        }
    }

    /// The tree as the library writes it.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.take()
    }

    private func space(_ random: inout SeededGenerator) -> String {
        ["", "", "", " ", "\n", "\r\n\t", "            ", "\t"].randomElement(using: &random) ?? ""
    }

    private static func randomNumber(_ random: inout SeededGenerator) -> String {
        let whole = [
            "0", "7", "10", "123456", "9223372036854775807", "9223372036854775808",
            "98765432109876543210987654321",
        ]
        let part = ["", "", ".0", ".5", ".000100", "e5", "E+7", "e-12", ".25E3", "e99999"]
        return (Bool.random(using: &random) ? "-" : "")
            + (whole.randomElement(using: &random) ?? "0")
            + (part.randomElement(using: &random) ?? "")
    }

    /// A text of characters that are easy to get wrong.
    static func randomText(_ random: inout SeededGenerator) -> String {
        let parts = [
            "a", "model", "content", "a longer run of plain text, ", "\"", "\\", "/", "\n", "\t",
            "\u{0}",
            "\u{1F}", "\u{7F}", "ü", "ß", "世界", "\u{FFFF}", "😀", "\u{10FFFF}", "\u{2028}", "é",
        ]
        return (0..<Int.random(in: 0...7, using: &random))
            .map { _ in parts.randomElement(using: &random) ?? "" }.joined()
    }

    private static func quoted(_ text: String, _ random: inout SeededGenerator) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            guard mustEscape || Int.random(in: 0..<8, using: &random) == 0 else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let short: [Unicode.Scalar: String] = [
                "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\t": "\\t", "\r": "\\r",
                "\u{8}": "\\b", "\u{C}": "\\f",
            ]
            if let escape = short[scalar], Bool.random(using: &random) {
                result += escape
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
