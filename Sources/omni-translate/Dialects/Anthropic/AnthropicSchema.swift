internal import JSON

/// JSON schemas as this dialect takes them (facts: anthropic-messages, sections 4 and 9).
enum AnthropicSchema {
    /// A tool's schema: an object at the root, without combinators there.
    ///
    /// Alternatives at the root are merged: all of their properties may be given, and none that only one of them demands
    /// must.
    static func toolRoot(_ schema: RawJSON?) -> RawJSON {
        let plain = ToolSchemas.object(schema)
        guard let document = try? JSONDocument(plain.bytes),
            combinators.contains(where: { document[$0] != nil })
        else { return plain }
        return merged(document.root)
    }

    private static let combinators = ["anyOf", "oneOf", "allOf"]

    private static func merged(_ root: JSONValue) -> RawJSON {
        var properties: [(name: String, schema: [UInt8])] = []
        var required: [String] = []
        func collect(_ value: JSONValue, isDemanded: Bool) {
            for member in value["properties"]?.members ?? []
            where !properties.contains(where: { $0.name == member.name }) {
                properties.append((member.name, member.value.rawBytes))
            }
            guard isDemanded else { return }
            for name in value["required"]?.array ?? [] {
                if let name = name.string, !required.contains(name) { required.append(name) }
            }
        }
        collect(root, isDemanded: true)
        for combinator in combinators {
            for branch in root[combinator]?.array ?? [] {
                collect(branch, isDemanded: combinator == "allOf")
            }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "object")
            writer.name("properties")
            writer.object { writer in
                for property in properties {
                    writer.name(text: property.name)
                    writer.raw(property.schema)
                }
            }
            let known = Set(properties.map(\.name))
            let names = required.filter { known.contains($0) }
            if !names.isEmpty {
                writer.name("required")
                writer.array { for name in names { $0.string(name) } }
            }
            let written = Set(combinators + ["type", "properties", "required"])
            for member in root.members ?? [] where !written.contains(member.name) {
                writer.name(text: member.name)
                writer.raw(member.value.rawBytes)
            }
        }
        return RawJSON(writer.take())
    }
}
