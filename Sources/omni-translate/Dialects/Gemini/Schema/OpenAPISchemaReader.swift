internal import JSON

/// Turns this dialect's schema objects, a subset of OpenAPI, into JSON schemas (facts: gemini, section 5).
///
/// Types come in upper case or as numbers, `nullable` is a keyword, counts may be strings, and the values of an `enum`
/// are strings whatever the type.
enum OpenAPISchemaReader {
    /// The JSON schema; what is no schema at all stays as it is.
    static func jsonSchema(_ schema: RawJSON) -> RawJSON {
        guard let node = SchemaNode.read(schema) else { return schema }
        let converted = convert(node)
        return converted == node ? schema : converted.json
    }

    /// Types by their numbers on the wire.
    private static let types = [
        "", "string", "number", "integer", "boolean", "array", "object", "null",
    ]

    private static let counts: Set<String> = [
        "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties",
    ]

    private static func convert(_ node: SchemaNode) -> SchemaNode {
        guard let object = node.object else { return node }
        var result = SchemaObject()
        for member in object.members {
            let name = GeminiNames.camelCase(member.name)
            switch name {
            case "type": result[name] = type(member.value)
            case "properties", "$defs", "defs", "definitions":
                result[name] = convertEach(member.value)
            case "anyOf", "oneOf", "allOf", "prefixItems":
                result[name] = .array((member.value.elements ?? []).map(convert))
            case "items", "additionalProperties": result[name] = convert(member.value)
            case "nullable", "propertyOrdering", "example": break
            default:
                result[name] = counts.contains(name) ? count(member.value) : member.value
            }
        }
        restoreEnum(&result)
        if object["nullable"]?.flag == true { allowNull(&result) }
        return .object(result)
    }

    private static func convertEach(_ node: SchemaNode) -> SchemaNode {
        guard let object = node.object else { return node }
        var result = SchemaObject()
        for member in object.members { result[member.name] = convert(member.value) }
        return .object(result)
    }

    private static func type(_ node: SchemaNode) -> SchemaNode? {
        switch node {
        case .text(let name):
            name == "TYPE_UNSPECIFIED" ? nil : .text(name.lowercased())
        case .number(let text):
            Int(text).flatMap { types.indices.contains($0) && $0 > 0 ? .text(types[$0]) : nil }
        case .array(let names): .array(names.compactMap(type))
        case .object, .bool, .null: nil
        }
    }

    private static func count(_ node: SchemaNode) -> SchemaNode {
        guard let text = node.string, Int(text) != nil else { return node }
        return .number(text)
    }

    /// Values of a numeric or Boolean `enum` are strings here.
    private static func restoreEnum(_ object: inout SchemaObject) {
        if object["format"]?.string == "enum" { object["format"] = nil }
        guard let values = object["enum"]?.elements, let type = object["type"]?.string,
            type == "integer" || type == "number" || type == "boolean"
        else { return }
        object["enum"] = .array(
            values.map { value in
                guard let text = value.string else { return value }
                if type == "boolean" {
                    return text == "true" || text == "false" ? .bool(text == "true") : value
                }
                return isNumber(text) ? .number(text) : value
            })
    }

    private static func isNumber(_ text: String) -> Bool {
        var tape = JSONTape()
        // What is no JSON is no number.
        guard (try? tape.parse(Array(text.utf8))) != nil else { return false }
        return tape.kind(tape.root) == .number
    }

    private static func allowNull(_ object: inout SchemaObject) {
        if let type = object["type"]?.string {
            object["type"] = .array([.text(type), .text("null")])
        } else if let branches = object["anyOf"]?.elements {
            var null = SchemaObject()
            null["type"] = .text("null")
            object["anyOf"] = .array(branches + [.object(null)])
        }
        if let values = object["enum"]?.elements { object["enum"] = .array(values + [.null]) }
    }
}
