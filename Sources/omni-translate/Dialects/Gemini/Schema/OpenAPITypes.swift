/// Types and lists of values in the subset of OpenAPI.
enum OpenAPITypes {
    private static let names: Set<String> = [
        "string", "number", "integer", "boolean", "array", "object",
    ]

    /// The one type of a schema: the first that is not null, or what its keywords tell.
    static func type(
        of schema: SchemaObject, _ isNullable: inout Bool, _ hints: inout SchemaHints
    ) -> String {
        var types: [String] = []
        switch schema["type"] {
        case .text(let name): types = [name]
        case .array(let list): types = list.compactMap(\.string)
        default: break
        }
        if types.contains("null") { isNullable = true }
        types.removeAll { !names.contains($0) }
        if types.count > 1 {
            hints.add("or " + types.dropFirst().joined(separator: " or "))
        }
        return types.first ?? guessed(schema)
    }

    private static func guessed(_ schema: SchemaObject) -> String {
        if schema["properties"] != nil || schema["additionalProperties"]?.object != nil {
            return "object"
        }
        if schema["items"] != nil || schema["prefixItems"] != nil { return "array" }
        let values = (schema["enum"]?.elements ?? []).filter { $0 != .null }
        if !values.isEmpty, values.allSatisfy({ $0.isNumber }) { return "number" }
        if !values.isEmpty, values.allSatisfy({ $0.flag != nil }) { return "boolean" }
        return "string"
    }

    /// Copies `enum`: its members are strings whatever the type, which stays what it is (pitfall 130).
    static func copyEnum(
        _ schema: SchemaObject, _ type: String, into result: inout SchemaObject,
        _ isNullable: inout Bool, _ hints: inout SchemaHints
    ) {
        guard let values = schema["enum"]?.elements else { return }
        if values.contains(.null) { isNullable = true }
        let kept = values.filter { $0 != .null && $0 != .text("") }
        let fits = kept.allSatisfy { value in
            switch type {
            case "string": value.string != nil
            case "number", "integer": value.isNumber || value.string != nil
            case "boolean": value.flag != nil
            default: false
            }
        }
        guard fits, !kept.isEmpty else {
            if !kept.isEmpty {
                hints.add("one of: " + kept.map(\.words).joined(separator: " | "))
            }
            return
        }
        result["enum"] = .array(kept.map { .text($0.words) })
        if type != "string" { result["format"] = .text("enum") }
    }
}

extension SchemaNode {
    /// Whether it is a number.
    var isNumber: Bool {
        if case .number = self { true } else { false }
    }
}
