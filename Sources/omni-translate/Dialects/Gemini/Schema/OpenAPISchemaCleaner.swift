/// Brings a JSON schema into the subset of OpenAPI that `parameters` and `responseSchema` of older models take (facts:
/// gemini, section 5, "Cleaning steps").
struct OpenAPISchemaCleaner {
    private let references: SchemaReferences
    private let merging: SchemaMerging
    /// Schemas that may still be written: references can multiply.
    private var budget = 10_000

    private static let deepest = 32

    /// The cleaned schema.
    static func clean(_ root: SchemaNode) -> SchemaNode {
        var cleaner = OpenAPISchemaCleaner(root)
        return cleaner.clean(root, []) ?? .object(SchemaObject())
    }

    private init(_ root: SchemaNode) {
        references = SchemaReferences(root)
        merging = SchemaMerging(references: references)
    }

    /// The cleaned schema; nil for one that nothing obeys.
    ///
    /// `path` holds the references on the way here, empty ones for plain steps.
    private mutating func clean(_ node: SchemaNode, _ path: [String]) -> SchemaNode? {
        if node.flag == false { return nil }
        guard var object = node.object, !object.isEmpty else { return Self.anything() }
        budget -= 1
        if let reference = object["$ref"]?.string {
            guard let target = target(reference, path) else { return Self.placeholder(reference) }
            object["$ref"] = nil
            for member in target.members where object[member.name] == nil {
                object[member.name] = member.value
            }
            return clean(.object(object), path + [reference])
        }
        guard budget > 0, path.count < Self.deepest else { return Self.placeholder("above") }
        return .object(cleaned(merging.flattened(object), path + [""]))
    }

    /// What a reference points at; nil on a cycle.
    private func target(_ reference: String, _ path: [String]) -> SchemaObject? {
        guard budget > 0, !path.contains(reference) else { return nil }
        return references.target(reference)?.object
    }

    private static func placeholder(_ place: String) -> SchemaNode {
        var schema = SchemaObject()
        let name = place.split(separator: "/").last.map(String.init) ?? place
        schema["type"] = .text("object")
        schema["description"] = .text("see \(name)")
        return .object(schema)
    }

    private static func anything() -> SchemaNode {
        var schema = SchemaObject()
        schema["type"] = .text("string")
        schema["description"] = .text("any value")
        return .object(schema)
    }

    // MARK: One schema

    private mutating func cleaned(_ schema: SchemaObject, _ path: [String]) -> SchemaObject {
        var result = SchemaObject()
        var hints = SchemaHints()
        var isNullable = schema["nullable"]?.flag == true
        let type = OpenAPITypes.type(of: schema, &isNullable, &hints)
        if let branches = branches(of: schema, path, &isNullable) {
            if branches.count == 1, let only = branches.first?.object {
                result = only
            } else {
                result["anyOf"] = .array(branches)
            }
            if let text = schema["description"] { result["description"] = text }
        } else {
            result["type"] = .text(type)
            for name in ["title", "description"] where schema[name]?.string != nil {
                result[name] = schema[name]
            }
            copyConstraints(schema, type, into: &result, &hints)
            OpenAPITypes.copyEnum(schema, type, into: &result, &isNullable, &hints)
            if type == "object" { copyProperties(schema, path, into: &result, &hints) }
            if type == "array" { result["items"] = items(schema, path) }
        }
        if isNullable { result["nullable"] = .bool(true) }
        if let text = hints.description(result["description"]?.string) {
            result["description"] = text
        }
        return result
    }

    /// Keywords that each type has.
    private static let allowed: [String: Set<String>] = [
        "string": ["minLength", "maxLength", "pattern"], "number": ["minimum", "maximum"],
        "integer": ["minimum", "maximum"], "array": ["minItems", "maxItems"],
        "object": ["minProperties", "maxProperties"],
    ]

    private static let formats: [String: Set<String>] = [
        "string": ["date-time"], "number": ["float", "double"], "integer": ["int32", "int64"],
    ]

    private func copyConstraints(
        _ schema: SchemaObject, _ type: String, into result: inout SchemaObject,
        _ hints: inout SchemaHints
    ) {
        for name in SchemaHints.constraints {
            guard let value = schema[name], value.flag == nil || name == "default" else { continue }
            let isAllowed =
                name == "format"
                ? Self.formats[type]?.contains(value.string ?? "") ?? false
                : Self.allowed[type]?.contains(name) ?? false
            if isAllowed { result[name] = value } else { hints.add(name, value) }
        }
        if schema["uniqueItems"]?.flag == true { hints.add("items are unique") }
    }

    private mutating func copyProperties(
        _ schema: SchemaObject, _ path: [String], into result: inout SchemaObject,
        _ hints: inout SchemaHints
    ) {
        var properties = SchemaObject()
        for property in schema["properties"]?.object?.members ?? [] {
            properties[property.name] = clean(property.value, path)
        }
        result["properties"] = properties.isEmpty ? nil : .object(properties)
        result["required"] = schema["required"]
        SchemaRequired.filter(&result)
        if properties.isEmpty { hints.add("names of members are free") }
    }

    private mutating func items(_ schema: SchemaObject, _ path: [String]) -> SchemaNode {
        let tuple = schema["prefixItems"]?.elements ?? schema["items"]?.elements
        if let tuple {
            var kinds: [SchemaNode] = []
            for element in tuple {
                guard let kind = clean(element, path), !kinds.contains(kind) else { continue }
                kinds.append(kind)
            }
            guard kinds.count != 1, !kinds.isEmpty else { return kinds.first ?? Self.anything() }
            var either = SchemaObject()
            either["anyOf"] = .array(kinds)
            return .object(either)
        }
        return schema["items"].flatMap { clean($0, path) } ?? Self.anything()
    }

    /// Alternatives without null; nil when there are none, or when they only add to a schema that says its type itself.
    private mutating func branches(
        of schema: SchemaObject, _ path: [String], _ isNullable: inout Bool
    ) -> [SchemaNode]? {
        guard let all = schema["anyOf"]?.elements ?? schema["oneOf"]?.elements else { return nil }
        let isTyped = schema["properties"] != nil || schema["items"] != nil
        var kept: [SchemaNode] = []
        for branch in all {
            if branch.object?["type"]?.string == "null" {
                isNullable = true
                continue
            }
            if isTyped { continue }
            guard let cleaned = clean(branch, path), !kept.contains(cleaned) else { continue }
            kept.append(cleaned)
        }
        return kept.isEmpty ? nil : kept
    }
}
