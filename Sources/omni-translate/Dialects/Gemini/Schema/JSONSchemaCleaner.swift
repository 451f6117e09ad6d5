/// Brings a JSON schema into the subset that `parametersJsonSchema` and `responseJsonSchema` take (facts: gemini,
/// section 5).
///
/// Only places of schemas are looked at: a property may have any name (pitfalls 127, 128). References stay, since they
/// are how recursion is said.
struct JSONSchemaCleaner {
    private let references: SchemaReferences
    private let merging: SchemaMerging
    private let definitions: SchemaObject

    /// References to other places than definitions are replaced by what stands there, this deep.
    private static let deepestReference = 8

    /// The cleaned schema.
    static func clean(_ root: SchemaNode) -> SchemaNode {
        JSONSchemaCleaner(root).cleanedRoot(root)
    }

    private init(_ root: SchemaNode) {
        references = SchemaReferences(root)
        merging = SchemaMerging(references: references)
        definitions = references.definitions
    }

    private func cleanedRoot(_ root: SchemaNode) -> SchemaNode {
        var node = root
        // A reference cannot be the root, where the definitions stand.
        if let reference = root.object?["$ref"]?.string,
            let target = references.target(reference), target != root
        {
            node = target
        }
        guard var result = clean(node, 0)?.object else { return .object(SchemaObject()) }
        var cleaned = SchemaObject()
        for member in definitions.members {
            cleaned[member.name] = clean(member.value, 0) ?? .object(SchemaObject())
        }
        let cycles = SchemaCycles(cleaned)
        if !cleaned.isEmpty, cycles.isUsed(by: .object(result), cleaned) {
            result["$defs"] = .object(cycles.relaxed(cleaned))
        }
        return .object(result)
    }

    /// The cleaned schema; nil for one that nothing obeys.
    private func clean(_ node: SchemaNode, _ depth: Int) -> SchemaNode? {
        if node.flag == false { return nil }
        guard let object = node.object else { return .object(SchemaObject()) }
        if let reference = object["$ref"]?.string { return clean(reference: reference, depth) }
        let schema = merging.flattened(object)
        var result = SchemaObject()
        var hints = SchemaHints()
        for member in schema.members {
            clean(member, into: &result, &hints, depth)
        }
        if schema["nullable"]?.flag == true { Self.allowNull(&result) }
        cleanEnum(&result, &hints)
        if result["type"] == nil, result["properties"] != nil { result["type"] = .text("object") }
        SchemaRequired.filter(&result)
        if let text = hints.description(result["description"]?.string) {
            result["description"] = text
        }
        return .object(result)
    }

    private func clean(reference: String, _ depth: Int) -> SchemaNode {
        var result = SchemaObject()
        if let name = SchemaReferences.definition(reference), definitions[name] != nil {
            result["$ref"] = .text("#/$defs/" + SchemaCycles.escaped(name))
        } else if depth < Self.deepestReference, let target = references.target(reference) {
            return clean(target, depth + 1) ?? .object(SchemaObject())
        } else {
            result["type"] = .text("object")
            result["description"] = .text("see \(reference)")
        }
        return .object(result)
    }

    private static let kept: Set<String> = [
        "type", "format", "title", "description", "default", "enum", "minItems", "maxItems",
        "minimum", "maximum", "minLength", "maxLength", "pattern", "uniqueItems", "required",
    ]

    private func clean(
        _ member: SchemaObject.Member, into result: inout SchemaObject,
        _ hints: inout SchemaHints, _ depth: Int
    ) {
        switch member.name {
        case "properties":
            var properties = SchemaObject()
            for property in member.value.object?.members ?? [] {
                properties[property.name] = clean(property.value, depth)
            }
            result["properties"] = .object(properties)
        case "items":
            if let elements = member.value.elements {
                result["prefixItems"] = .array(elements.compactMap { clean($0, depth) })
            } else {
                result["items"] = clean(member.value, depth)
            }
        case "prefixItems":
            let elements = member.value.elements ?? []
            result["prefixItems"] = .array(elements.compactMap { clean($0, depth) })
        case "anyOf", "oneOf":
            let branches = (member.value.elements ?? []).compactMap { clean($0, depth) }
            if !branches.isEmpty, result["anyOf"] == nil { result["anyOf"] = .array(branches) }
        case "additionalProperties":
            result["additionalProperties"] =
                member.value.flag == nil ? clean(member.value, depth) : member.value
        case let name where Self.kept.contains(name): result[name] = member.value
        case let name where SchemaHints.constraints.contains(name):
            // The first drafts had flags of these names.
            if member.value.flag == nil { hints.add(name, member.value) }
        default: break
        }
    }

    /// Strings and numbers only (facts: gemini, section 5).
    private func cleanEnum(_ result: inout SchemaObject, _ hints: inout SchemaHints) {
        guard let values = result["enum"]?.elements else {
            result["enum"] = nil
            return
        }
        let allowed = values.filter { value in
            switch value {
            case .text(let text): !text.isEmpty
            case .number: true
            case .null, .bool, .array, .object: false
            }
        }
        let others = values.filter { value in
            if case .null = value { false } else { value != .text("") && !allowed.contains(value) }
        }
        if !others.isEmpty {
            hints.add("one of: " + values.map(\.words).joined(separator: " | "))
        }
        result["enum"] = allowed.isEmpty || !others.isEmpty ? nil : .array(allowed)
        if values.contains(.null), !allowed.isEmpty {
            if result["type"] == nil, allowed.allSatisfy({ $0.string != nil }) {
                result["type"] = .text("string")
            }
            Self.allowNull(&result)
        }
        if result["type"] == nil, let first = allowed.first, others.isEmpty {
            result["type"] = .text(first.string == nil ? "number" : "string")
        }
    }

    private static func allowNull(_ schema: inout SchemaObject) {
        let null = SchemaNode.text("null")
        switch schema["type"] {
        case .text(let name): if name != "null" { schema["type"] = .array([.text(name), null]) }
        case .array(let names): if !names.contains(null) { schema["type"] = .array(names + [null]) }
        default:
            guard let branches = schema["anyOf"]?.elements else { return }
            var branch = SchemaObject()
            branch["type"] = null
            if !branches.contains(.object(branch)) {
                schema["anyOf"] = .array(branches + [.object(branch)])
            }
        }
    }
}
