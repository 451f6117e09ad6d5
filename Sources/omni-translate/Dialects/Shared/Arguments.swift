internal import JSON

/// Arguments of tool calls between text and JSON objects (facts: translation-matrix, section 2 rule 6).
package enum Arguments {
    /// A JSON object for a dialect whose arguments are objects: the text itself when it is one, `{}` when it is blank or
    /// `null`, else `{"input": <the text>}`.
    ///
    /// A JSON value of another kind becomes the value of `input` as it is, a text that is no JSON a string. Line ends
    /// around tokens become spaces, since most dialects put one object on one line.
    package static func object(_ text: String) -> RawJSON {
        if isAbsent(text) { return .emptyObject }
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        guard (try? tape.parse(bytes)) != nil else { return wrapped(text) }
        switch tape.kind(tape.root) {
        case .object: return RawJSON(onOneLine(bytes))
        case .null: return .emptyObject
        default: return RawJSON(Array(#"{"input":"#.utf8) + onOneLine(bytes) + [UInt8(ascii: "}")])
        }
    }

    /// Arguments as a text for a dialect that wants a string: the JSON text, `{}` when blank or `null`.
    package static func text(_ arguments: String) -> String {
        isAbsent(arguments) ? "{}" : arguments
    }

    /// The free text of a custom call in the arguments of a function that stands for it: the string `input`, or that of
    /// the only member, else the whole text (facts: section 3, "tolerate a model that answers raw text or another key").
    package static func customInput(_ arguments: String) -> String {
        let bytes = Array(arguments.utf8)
        var tape = JSONTape()
        guard (try? tape.parse(bytes)) != nil else { return arguments }
        let span = bytes.span.bytes
        if let text = tape.string(tape.root, in: span) { return text }
        if let input = tape.member("input", of: tape.root, in: span),
            let text = tape.string(input, in: span)
        {
            return text
        }
        var members = tape.members(of: tape.root)
        guard let only = tape.nextMember(&members), tape.nextMember(&members) == nil,
            let text = tape.string(only.value, in: span)
        else { return arguments }
        return text
    }

    /// The arguments of a function that stands for a custom tool: `{"input": <the text>}`.
    package static func wrapped(_ text: String) -> RawJSON {
        var writer = JSONWriter()
        writer.object { $0.member("input", text) }
        return RawJSON(writer.take())
    }

    private static func isAbsent(_ text: String) -> Bool {
        if text.utf8.allSatisfy(ASCIIText.isSpace) { return true }
        guard text.utf8.count < 64 else { return false }
        let bytes = text.utf8.drop(while: ASCIIText.isSpace)
        return bytes.starts(with: "null".utf8) && bytes.dropFirst(4).allSatisfy(ASCIIText.isSpace)
    }

    /// In JSON a line end is always between tokens: inside a string it is escaped.
    private static func onOneLine(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == 0x0a || $0 == 0x0d }) else { return bytes }
        return bytes.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 }
    }
}
