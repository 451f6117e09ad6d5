internal import JSON

/// Answers of a given form (facts: translation-matrix, section 6).
enum ChatStructure {
    /// Whether the conversation speaks of JSON, without which `json_object` is refused.
    static func isMentioned(in request: ModelRequest) -> Bool {
        func mentions(_ text: String) -> Bool {
            var last: (UInt8, UInt8, UInt8) = (0, 0, 0)
            for byte in text.utf8 {
                let letter = byte | 0x20
                if letter == UInt8(ascii: "n"), last == (0x6a, 0x73, 0x6f) { return true }
                last = (last.1, last.2, letter)
            }
            return false
        }
        if request.system.contains(where: { mentions($0.text) }) { return true }
        return request.turns.contains { turn in
            turn.blocks.contains { block in
                guard case .text(let text) = block else { return false }
                return mentions(text.text)
            }
        }
    }

    /// The `response_format` of a host that knows schemas.
    static func write(
        _ format: JSONSchemaFormat, _ profile: ChatProfile, into writer: inout JSONWriter
    ) {
        let schema = ChatSchemas.cleaned(format.schema, profile.schemas)
        writer.name("response_format")
        writer.object { writer in
            writer.member("type", "json_schema")
            writer.name("json_schema")
            writer.object { writer in
                writer.member("name", name(format.name))
                if let text = format.description { writer.member("description", text) }
                writer.member("schema", raw: schema.bytes)
                if let strict = format.strict { writer.member("strict", strict) }
            }
        }
    }

    private static func name(_ name: String?) -> String {
        guard let name else { return "response" }
        let word = ASCIIText.word(name, limit: 64)
        return word.isEmpty ? "response" : word
    }
}
