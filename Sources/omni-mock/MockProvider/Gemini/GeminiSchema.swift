internal import JSON

/// The subset of OpenAPI's schemas that Google's servers know.
struct GeminiSchema {
    typealias Node = JSONReader.Node

    private let request: GeminiReader

    private static let known: Set = [
        "type", "format", "title", "description", "nullable", "default", "example", "enum",
        "items", "minItems", "maxItems", "properties", "required", "minProperties",
        "maxProperties", "propertyOrdering", "minLength", "maxLength", "pattern", "minimum",
        "maximum", "anyOf",
    ]

    private static let types: Set = [
        "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL", "TYPE_UNSPECIFIED",
    ]

    /// Levels that a schema may have.
    private static let depth = 32

    /// Schemas of a request.
    init(_ request: GeminiReader) {
        self.request = request
    }

    /// Checks a schema and all inside of it.
    func check(_ schema: Node, at path: String, depth: Int = 0) throws(ProviderError) {
        guard depth < Self.depth else { throw .invalid("maximum schema depth exceeded") }
        guard request.reader.kind(schema) == .object else {
            throw .invalid("Invalid value at '\(path)' (type.googleapis.com/Schema)")
        }
        try checkNames(of: schema, at: path)
        let type = try type(of: schema, at: path)
        try checkEnumeration(of: schema, at: path)
        if let properties = request.member("properties", of: schema) {
            try checkProperties(properties, of: schema, at: path, depth: depth)
        }
        if let items = request.member("items", of: schema) {
            try check(items, at: "\(path).items", depth: depth + 1)
        } else if type == "ARRAY" {
            throw .invalid("* \(path).items: missing field.")
        }
        for (index, choice) in request.elements("anyOf", of: schema).enumerated() {
            try check(choice, at: "\(path).any_of[\(index)]", depth: depth + 1)
        }
    }

    private func checkNames(of schema: Node, at path: String) throws(ProviderError) {
        var cursor = request.reader.members(of: schema)
        while let member = request.reader.nextMember(&cursor) {
            let name = request.reader.string(member.name) ?? ""
            guard Self.known.contains(name) || Self.known.contains(Self.camelCase(name)) else {
                throw .invalid(
                    "Invalid JSON payload received. Unknown name \"\(name)\" at '\(path)': Cannot "
                        + "find field.")
            }
        }
    }

    private static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.dropFirst().reduce(into: String(words.first ?? "")) {
            $0 += $1.prefix(1).uppercased() + $1.dropFirst()
        }
    }

    private func type(of schema: Node, at path: String) throws(ProviderError) -> String {
        guard let node = request.member("type", of: schema) else { return "TYPE_UNSPECIFIED" }
        // Enumerations may come as numbers, as in all Google's JSON.
        if request.reader.int(node) != nil { return "TYPE_UNSPECIFIED" }
        guard let name = request.reader.string(node) else {
            throw .invalid(
                "Invalid JSON payload received. Unknown name \"type\" at '\(path)': Proto field is "
                    + "not repeating, cannot start list.")
        }
        guard Self.types.contains(name.uppercased()) else {
            throw .invalid("Invalid value at '\(path).type' (TYPE_ENUM), \"\(name)\"")
        }
        return name.uppercased()
    }

    private func checkEnumeration(of schema: Node, at path: String) throws(ProviderError) {
        for (index, value) in request.elements("enum", of: schema).enumerated() {
            guard let text = request.reader.string(value) else {
                throw .invalid("Invalid value at '\(path).enum[\(index)]' (TYPE_STRING)")
            }
            guard !text.isEmpty else {
                throw .invalid("* \(path).enum[\(index)]: cannot be empty")
            }
        }
    }

    private func checkProperties(
        _ properties: Node, of schema: Node, at path: String, depth: Int
    ) throws(ProviderError) {
        var names: Set<String> = []
        var cursor = request.reader.members(of: properties)
        while let property = request.reader.nextMember(&cursor) {
            let name = request.reader.string(property.name) ?? ""
            names.insert(name)
            try check(property.value, at: "\(path).properties[\(name)]", depth: depth + 1)
        }
        for (index, name) in request.elements("required", of: schema).enumerated() {
            guard !names.contains(request.reader.string(name) ?? "") else { continue }
            throw .invalid("* \(path).required[\(index)]: property is not defined")
        }
    }
}
