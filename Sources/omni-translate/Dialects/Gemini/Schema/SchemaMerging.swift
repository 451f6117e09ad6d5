/// Takes combinations apart that the provider does not know: `allOf`, conditions, `const` (facts: gemini, section 5,
/// "Cleaning steps").
struct SchemaMerging {
    let references: SchemaReferences

    /// More parts than this within one another are a schema that was made to be large.
    private static let deepest = 16

    /// A schema without `allOf`, `if`, `then`, `else` and `const`.
    func flattened(_ schema: SchemaObject) -> SchemaObject { flattened(schema, []) }

    private func flattened(_ schema: SchemaObject, _ path: [String]) -> SchemaObject {
        var result = schema
        if let parts = schema["allOf"]?.elements {
            result["allOf"] = nil
            for part in parts {
                guard let object = part.object else { continue }
                merge(resolved(object, path), into: &result)
            }
        }
        for name in ["then", "else"] {
            if let branch = result[name]?.object {
                var optional = SchemaObject()
                optional["properties"] = flattened(branch, path)["properties"]
                merge(optional, into: &result)
            }
            result[name] = nil
        }
        result["if"] = nil
        if let value = result["const"] {
            result["const"] = nil
            if result["enum"] == nil { result["enum"] = .array([value]) }
        }
        return result
    }

    /// A part of an `allOf`, with what it refers to in its place.
    private func resolved(_ part: SchemaObject, _ path: [String]) -> SchemaObject {
        guard let reference = part["$ref"]?.string else {
            return path.count < Self.deepest ? flattened(part, path + [""]) : part
        }
        var rest = part
        rest["$ref"] = nil
        guard !path.contains(reference), path.count < Self.deepest,
            let target = references.target(reference)?.object
        else { return rest }
        merge(resolved(target, path + [reference]), into: &rest)
        return rest
    }

    /// Adds what another schema demands; where both say something, the first counts.
    private func merge(_ other: SchemaObject, into result: inout SchemaObject) {
        for member in other.members {
            switch member.name {
            case "properties":
                var properties = result["properties"]?.object ?? SchemaObject()
                for property in member.value.object?.members ?? []
                where properties[property.name] == nil {
                    properties[property.name] = property.value
                }
                result["properties"] = .object(properties)
            case "required":
                let names = result["required"]?.elements ?? []
                let more = (member.value.elements ?? []).filter { !names.contains($0) }
                result["required"] = .array(names + more)
            default:
                if result[member.name] == nil { result[member.name] = member.value }
            }
        }
    }
}
