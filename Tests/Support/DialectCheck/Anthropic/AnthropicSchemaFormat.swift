internal import JSON

/// The JSON Schema subset of `output_config.format`.
enum AnthropicSchemaFormat {
    private static let refused: Set<String> = [
        "minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minLength",
        "maxLength", "maxItems", "uniqueItems", "minProperties", "maxProperties", "not", "oneOf",
    ]

    static let shape = Shape.record(["type": .constant("json_schema"), "schema": .object])

    static func check(_ schema: JSONValue, at path: String, _ checker: inout Checker) {
        JSONSchemaWalk.visit(schema, at: path) { node, place in
            if node.text("type") == "object" {
                checker.expect(
                    node["additionalProperties"]?.bool == false, place,
                    "additionalProperties must be false")
            }
            for (name, _) in node.members ?? [] where refused.contains(name) {
                checker.report(place, "\(name) is not supported")
            }
        }
    }
}
