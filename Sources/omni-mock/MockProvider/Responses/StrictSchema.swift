internal import JSON

/// The rules of a schema that is to be kept strictly.
struct StrictSchema {
    private let request: ResponsesReader

    /// Levels below which nothing is checked any more.
    private static let depth = 16

    /// Schemas of a request.
    init(_ request: ResponsesReader) {
        self.request = request
    }

    /// Checks a schema and all inside of it.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - owner: Names what has it, such as `function 'f'`.
    ///   - path: Where it stands.
    ///   - depth: How many schemas it stands inside of.
    /// - Throws: What is missing in an object of it.
    func check(
        _ schema: JSONReader.Node, of owner: String, at path: String, depth: Int = 0
    ) throws(ProviderError) {
        guard depth < Self.depth, request.reader.kind(schema) == .object else { return }
        if let properties = request.member("properties", of: schema) {
            try checkObject(schema, properties, of: owner, at: path)
            var cursor = request.reader.members(of: properties)
            while let property = request.reader.nextMember(&cursor) {
                try check(property.value, of: owner, at: path, depth: depth + 1)
            }
        }
        if let items = request.member("items", of: schema) {
            try check(items, of: owner, at: path, depth: depth + 1)
        }
        for choice in request.elements("anyOf", of: schema) {
            try check(choice, of: owner, at: path, depth: depth + 1)
        }
    }

    private func checkObject(
        _ schema: JSONReader.Node, _ properties: JSONReader.Node, of owner: String, at path: String
    ) throws(ProviderError) {
        let additional = request.member("additionalProperties", of: schema)
        guard additional.flatMap({ request.reader.bool($0) }) == false else {
            throw .invalid(
                "Invalid schema for \(owner): In context=(), 'additionalProperties' is required to "
                    + "be supplied and to be false.", path, code: "invalid_function_parameters")
        }
        let required = Set(
            request.elements("required", of: schema).compactMap { request.reader.string($0) })
        var cursor = request.reader.members(of: properties)
        while let property = request.reader.nextMember(&cursor) {
            let name = request.reader.string(property.name) ?? ""
            guard !required.contains(name) else { continue }
            throw .invalid(
                "Invalid schema for \(owner): In context=(), 'required' is required to be supplied "
                    + "and to be an array including every key in properties. Missing '\(name)'.",
                path, code: "invalid_function_parameters")
        }
    }
}
