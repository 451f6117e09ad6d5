internal import JSON

/// The two schema languages of Gemini: a subset of OpenAPI, and a subset of JSON Schema.
enum GeminiSchema {
    private static let openAPI: Set<String> = [
        "type", "format", "title", "description", "nullable", "default", "example", "enum", "items",
        "minItems", "maxItems", "properties", "required", "minProperties", "maxProperties",
        "propertyOrdering", "property_ordering", "minLength", "maxLength", "pattern", "minimum",
        "maximum", "anyOf", "any_of", "additionalProperties", "$defs", "$ref",
    ]

    private static let refused: Set<String> = [
        "$schema", "const", "examples", "discriminator", "exclusiveMinimum", "exclusiveMaximum",
        "patternProperties", "not", "if", "then", "else",
    ]

    /// The number of OBJECT where types are written as numbers.
    static let objectType: Int64 = 6

    private static let types = [
        "string", "number", "integer", "boolean", "array", "object", "null",
    ]

    private static let formats: [String: Set<String>] = [
        "string": ["enum", "date-time"], "number": ["float", "double", "enum"],
        "integer": ["int32", "int64", "enum"], "boolean": ["enum"],
    ]

    static func checkOpenAPI(_ schema: JSONValue, at path: String, _ checker: inout Checker) {
        JSONSchemaWalk.visit(schema, at: path) { node, place in
            for (name, _) in node.members ?? [] where !openAPI.contains(name) {
                checker.report(place, "unknown name \(name) in a schema")
            }
            checkType(node, at: place, &checker)
            checkEnum(node, at: place, &checker)
        }
        ToolSchema.checkRequired(schema, at: path, &checker)
    }

    static func checkJSONSchema(_ schema: JSONValue, at path: String, _ checker: inout Checker) {
        JSONSchemaWalk.visit(schema, at: path) { node, place in
            for (name, _) in node.members ?? [] where refused.contains(name) {
                checker.report(place, "\(name) is not supported in a schema")
            }
        }
        ToolSchema.checkRequired(schema, at: path, &checker)
    }

    private static func checkType(_ node: JSONValue, at path: String, _ checker: inout Checker) {
        guard let type = node["type"] else {
            let isTyped = node.has("anyOf") || node.has("any_of") || node.has("$ref")
            return checker.expect(isTyped, path, "schema without type")
        }
        if let number = type.int {
            return checker.expect((1...7).contains(number), path, "type \(number) is not known")
        }
        guard let name = type.string?.lowercased() else {
            return checker.report(path, "type must be a string")
        }
        checker.expect(types.contains(name), path, "type \(name) is not known")
        if name == "array" { checker.expect(node.has("items"), path, "array without items") }
        if let format = node.text("format") {
            checker.expect(
                formats[name]?.contains(format) ?? false, path, "format \(format) for \(name)")
        }
    }

    private static func checkEnum(_ node: JSONValue, at path: String, _ checker: inout Checker) {
        guard let values = node["enum"] else { return }
        checker.check(values, .filled(.string(.nonEmpty)), at: path.member("enum"))
    }
}
