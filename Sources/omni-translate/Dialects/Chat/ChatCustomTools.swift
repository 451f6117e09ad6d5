internal import JSON

/// Tools that take free text (facts: translation-matrix, section 3).
enum ChatCustomTools {
    /// Arguments of the function that stands for one where a host knows functions only.
    static let schema = RawJSON(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"#)

    /// The description of that function, with the grammar that the text must follow.
    static func description(_ text: String?, _ format: RawJSON?) -> String {
        var description = text ?? ""
        if !description.isEmpty { description += "\n\n" }
        description += "Put the whole text into the argument \"input\"."
        guard let grammar = grammar(format) else { return description }
        return description
            + " It must follow this grammar (\(grammar.syntax)):\n\(grammar.definition)"
    }

    /// The `format` of a custom tool, nested as this dialect has it.
    static func write(_ format: RawJSON, into writer: inout JSONWriter) {
        guard let grammar = grammar(format) else {
            return writer.member("format", raw: format.bytes)
        }
        writer.name("format")
        writer.object { writer in
            writer.member("type", "grammar")
            writer.name("grammar")
            writer.object { writer in
                writer.member("syntax", grammar.syntax)
                writer.member("definition", grammar.definition)
            }
        }
    }

    private static func grammar(_ format: RawJSON?) -> (syntax: String, definition: String)? {
        guard let format else { return nil }
        // What the reader kept is JSON; anything else has no grammar.
        guard let document = try? JSONDocument(format.bytes) else { return nil }
        let root = document["grammar"] ?? document.root
        guard let definition = root["definition"]?.string else { return nil }
        return (root["syntax"]?.string ?? "lark", definition)
    }
}
