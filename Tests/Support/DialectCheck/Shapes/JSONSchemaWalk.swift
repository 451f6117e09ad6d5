internal import JSON

/// Visits the schemas inside a JSON Schema, and nothing that merely has their names.
enum JSONSchemaWalk {
    /// Members whose values are maps from free names to schemas.
    private static let maps = ["properties", "$defs", "definitions", "patternProperties"]

    /// Members that are one schema.
    private static let single = ["items", "additionalProperties", "not", "if", "then", "else"]

    /// Members that are lists of schemas.
    private static let lists = ["anyOf", "oneOf", "allOf", "prefixItems"]

    static func visit(
        _ schema: JSONValue, at path: String, _ body: (JSONValue, String) -> Void
    ) {
        guard schema.kind == .object else { return }
        body(schema, path)
        for name in maps {
            for member in schema[name]?.members ?? [] {
                visit(member.value, at: "\(path).\(name).\(member.name)", body)
            }
        }
        for name in single {
            if let child = schema[name] { visit(child, at: "\(path).\(name)", body) }
        }
        for name in lists {
            for (index, child) in schema.list(name).enumerated() {
                visit(child, at: "\(path).\(name)[\(index)]", body)
            }
        }
    }
}
