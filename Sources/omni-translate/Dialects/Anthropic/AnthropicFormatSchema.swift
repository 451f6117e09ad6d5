internal import JSON

/// Rewrites a JSON schema into the part of the language that `output_config.format` knows (facts: anthropic-messages,
/// section 9): what it does not know goes into the descriptions, so that the model still reads it.
struct AnthropicFormatSchema {
    /// The schema is beyond the dialect: maps with free names, or references in a circle.
    private var isInexpressible = false
    private var writer = JSONWriter()

    /// The rewritten schema; nil when it cannot be said or is no object at its root.
    static func rewritten(_ schema: RawJSON) -> RawJSON? {
        guard let document = try? JSONDocument(schema.bytes),
            document["type"]?.string == "object", !hasCircle(document.root)
        else { return nil }
        var schema = AnthropicFormatSchema()
        schema.write(document.root)
        return schema.isInexpressible ? nil : RawJSON(schema.writer.take())
    }

    private static let kept: Set<String> = [
        "type", "enum", "const", "title", "default", "required",
    ]
    private static let told: Set<String> = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties",
        "maxProperties", "not", "prefixItems", "contains", "propertyNames", "if", "then", "else",
    ]
    private static let formats: Set<String> = [
        "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6",
        "uuid",
    ]

    private mutating func write(_ schema: JSONValue) {
        guard schema.kind == .object else { return writer.raw("{}") }
        writer.beginObject()
        defer { writer.endObject() }
        if let reference = schema["$ref"]?.string {
            writer.member("$ref", reference)
            // Only the root may hold definitions beside its reference.
            if let definitions = schema["$defs"] { writeNamed("$defs", definitions) }
            return
        }
        var notes: [String] = []
        for member in schema.members ?? [] { write(member.name, member.value, &notes) }
        let description = [schema["description"]?.string ?? "", notes.joined(separator: ", ")]
            .filter { !$0.isEmpty }
        if !description.isEmpty {
            writer.member("description", description.joined(separator: "\n"))
        }
        close(schema)
    }

    private mutating func write(_ name: String, _ value: JSONValue, _ notes: inout [String]) {
        switch name {
        case "properties", "$defs", "definitions": writeNamed(name, value)
        case "items":
            writer.name("items")
            write(value)
        case "anyOf", "oneOf": writeList("anyOf", value)
        case "allOf": writeList("allOf", value)
        case "format":
            guard let format = value.string else { return }
            if Self.formats.contains(format) {
                writer.member("format", format)
            } else {
                notes.append("format: \(format)")
            }
        default:
            if Self.kept.contains(name) {
                writer.name(text: name)
                writer.raw(value.rawBytes)
            } else if Self.told.contains(name) {
                notes.append("\(name): \(String(decoding: value.rawBytes, as: UTF8.self))")
            }
        }
    }

    /// An object must say that it has no other members.
    private mutating func close(_ schema: JSONValue) {
        let isObject =
            schema["type"]?.string == "object" || schema["properties"] != nil
            || (schema["type"]?.array ?? []).contains { $0.string == "object" }
        guard isObject else { return }
        let hasProperties = (schema["properties"]?.count ?? 0) > 0
        let others = schema["additionalProperties"]
        if others?.kind == .object || others?.bool == true && !hasProperties
            || schema["patternProperties"] != nil
        {
            isInexpressible = true
        }
        writer.member("additionalProperties", false)
    }

    private mutating func writeNamed(_ name: String, _ schemas: JSONValue) {
        writer.name(text: name)
        writer.beginObject()
        for member in schemas.members ?? [] {
            writer.name(text: member.name)
            write(member.value)
        }
        writer.endObject()
    }

    private mutating func writeList(_ name: String, _ schemas: JSONValue) {
        writer.name(text: name)
        writer.beginArray()
        for schema in schemas.array ?? [] { write(schema) }
        writer.endArray()
    }

    // MARK: Circles

    /// Whether definitions refer to one another in a circle, or to the whole.
    private static func hasCircle(_ root: JSONValue) -> Bool {
        var edges: [String: Set<String>] = [:]
        for key in ["$defs", "definitions"] {
            for member in root[key]?.members ?? [] {
                var found: Set<String> = []
                collectReferences(member.value, into: &found)
                edges["#/\(key)/\(member.name)"] = found
            }
        }
        var all: Set<String> = []
        collectReferences(root, into: &all)
        if all.contains("#") { return true }
        // Definitions that need no unfinished one are finished, round after round; a circle never is.
        var rest = edges
        while true {
            let done = rest.filter { edge in !edge.value.contains { rest[$0] != nil } }.map(\.key)
            if done.isEmpty { return !rest.isEmpty }
            for name in done { rest[name] = nil }
        }
    }

    private static func collectReferences(_ value: JSONValue, into found: inout Set<String>) {
        switch value.kind {
        case .object:
            for member in value.members ?? [] {
                if member.name == "$ref", let reference = member.value.string {
                    found.insert(reference)
                } else {
                    collectReferences(member.value, into: &found)
                }
            }
        case .array: for element in value.array ?? [] { collectReferences(element, into: &found) }
        case .null, .false, .true, .number, .string: break
        }
    }
}
