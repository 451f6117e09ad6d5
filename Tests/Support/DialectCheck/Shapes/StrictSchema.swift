internal import JSON

/// The JSON Schema subset of strict structured output at OpenAI.
enum StrictSchema {
    private static let refused: Set<String> = [
        "$schema", "title", "default", "oneOf", "allOf", "not", "if", "then", "else", "minLength",
        "maxLength", "patternProperties", "propertyNames", "minProperties", "maxProperties",
        "contains", "minContains", "maxContains", "uniqueItems", "unevaluatedProperties",
        "unevaluatedItems", "dependentRequired", "dependentSchemas",
    ]

    static func check(_ schema: JSONValue, at path: String, _ checker: inout Checker) {
        checker.expect(schema.text("type") == "object", path, "strict: root must be an object")
        checker.expect(schema["anyOf"] == nil, path, "strict: root must not be anyOf")
        JSONSchemaWalk.visit(schema, at: path) { node, place in
            check(node: node, at: place, &checker)
        }
    }

    static func isStrict(_ schema: JSONValue) -> Bool {
        var checker = Checker()
        check(schema, at: "", &checker)
        return checker.violations.isEmpty
    }

    private static func check(node: JSONValue, at path: String, _ checker: inout Checker) {
        for (name, _) in node.members ?? [] where refused.contains(name) {
            checker.report(path, "strict: \(name) is not supported")
        }
        if node["$ref"] != nil {
            checker.expect(node.count == 1, path, "strict: $ref has siblings")
            return
        }
        if types(of: node).contains("object") {
            let names = (node["properties"]?.members ?? []).map(\.name)
            let required = Set(node.list("required").compactMap(\.string))
            checker.expect(node["properties"] != nil, path, "strict: object without properties")
            checker.expect(
                node["additionalProperties"]?.bool == false, path,
                "strict: additionalProperties must be false")
            checker.expect(
                required == Set(names), path, "strict: required must name every property")
        }
        if types(of: node).contains("array") {
            checker.expect(node["items"] != nil, path, "strict: array without items")
        }
    }

    private static func types(of node: JSONValue) -> [String] {
        node.text("type").map { [$0] } ?? node.list("type").compactMap(\.string)
    }
}
