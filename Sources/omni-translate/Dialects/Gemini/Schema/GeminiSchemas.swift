internal import JSON

/// Schemas as a model of this dialect takes them (facts: gemini, section 5).
enum GeminiSchemas {
    /// The schema of a function's arguments; nil where there are none, since an empty object is refused.
    static func parameters(_ schema: RawJSON?, _ model: GeminiModel) -> RawJSON? {
        guard let schema else { return nil }
        if model.takesJSONSchema, PlainSchemaCheck.allows(schema) { return schema }
        guard let node = SchemaNode.read(schema), node.object != nil else { return nil }
        guard var root = cleaned(node, model)?.object else { return nil }
        let isEmpty = root["properties"]?.object?.isEmpty ?? true
        if isEmpty, root["anyOf"] == nil { return nil }
        if root["type"]?.string != "object" { root["type"] = .text("object") }
        return SchemaNode.object(root).json
    }

    /// The schema of an answer; nil when it says nothing.
    static func response(_ schema: RawJSON, _ model: GeminiModel) -> RawJSON? {
        guard let node = SchemaNode.read(schema), node.object?.isEmpty == false else { return nil }
        return cleaned(node, model)?.json
    }

    private static func cleaned(_ node: SchemaNode, _ model: GeminiModel) -> SchemaNode? {
        model.takesJSONSchema
            ? JSONSchemaCleaner.clean(node) : OpenAPISchemaCleaner.clean(node)
    }
}
