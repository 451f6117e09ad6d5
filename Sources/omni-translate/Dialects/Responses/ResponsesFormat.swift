internal import JSON

/// The form of an answer's text; its members are flat here (facts: translation-matrix, section 6).
enum ResponsesFormat {
    /// Writes a format; a strict schema of a foreign client stays strict only when it obeys the rules of that.
    static func write(_ format: OutputFormat, isOwn: Bool, into writer: inout JSONWriter) {
        writer.object { writer in
            switch format {
            case .text: writer.member("type", "text")
            case .jsonObject: writer.member("type", "json_object")
            case .jsonSchema(let schema):
                writer.member("type", "json_schema")
                writer.member("name", schema.name ?? "output")
                if let text = schema.description { writer.member("description", text) }
                writer.member("schema", raw: schema.schema.bytes)
                if isOwn {
                    if let strict = schema.strict { writer.member("strict", strict) }
                } else {
                    let obeys = schema.strict ?? true && ToolSchemas.isStrict(schema.schema)
                    writer.member("strict", obeys)
                }
            }
        }
    }

    /// What is said to a model that is to answer with any object, where nobody said it.
    static let jsonReminder = "Answer with one JSON object."

    /// Whether a message speaks of JSON: without that word the provider refuses to answer with any object.
    static func mentionsJSON(_ turns: [Turn]) -> Bool {
        turns.contains { turn in
            turn.blocks.contains { block in
                if case .text(let text) = block { mentionsJSON(text.text) } else { false }
            }
        }
    }

    private static func mentionsJSON(_ text: String) -> Bool {
        let word: [UInt8] = Array("json".utf8)
        var matched = 0
        for byte in text.utf8 {
            // Setting this bit makes an ASCII letter small.
            let small = byte | 0x20
            matched = small == word[matched] ? matched + 1 : (small == word[0] ? 1 : 0)
            if matched == word.count { return true }
        }
        return false
    }
}
