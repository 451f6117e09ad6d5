internal import JSON

/// Makes a small document that fits a JSON schema: required properties only, first of every choice.
struct SchemaExample {
    typealias Node = JSONReader.Node

    let reader: JSONReader

    /// Levels below which everything becomes `null`: schemas may refer to themselves.
    private static let depth = 16

    /// The object that a call of a tool with these parameters passes.
    ///
    /// - Parameter schema: The parameters; nil makes an empty object.
    /// - Returns: A JSON document.
    func arguments(for schema: Node?) -> [UInt8] {
        guard let schema, reader.kind(schema) == .object else { return Array("{}".utf8) }
        return document(for: schema)
    }

    /// A document of any kind that fits a schema.
    ///
    /// - Parameter schema: The schema.
    /// - Returns: A JSON document.
    func document(for schema: Node) -> [UInt8] {
        var bytes: [UInt8] = []
        append(schema, root: schema, depth: 0, to: &bytes)
        return bytes
    }

    private func append(_ schema: Node, root: Node, depth: Int, to bytes: inout [UInt8]) {
        guard depth < Self.depth, bytes.count < Limits.keptBodyBytes else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        if let value = fixedValue(of: schema) {
            reader.appendRaw(value, to: &bytes)
        } else if let next = forwarded(schema, root: root) {
            append(next, root: root, depth: depth + 1, to: &bytes)
        } else {
            appendTyped(schema, root: root, depth: depth, to: &bytes)
        }
    }

    /// The value that a schema names itself.
    private func fixedValue(of schema: Node) -> Node? {
        if let value = reader.member("const", of: schema) { return value }
        guard let values = reader.member("enum", of: schema) else { return nil }
        var elements = reader.elements(of: values)
        return reader.nextElement(&elements)
    }

    /// The schema that stands for this one.
    private func forwarded(_ schema: Node, root: Node) -> Node? {
        if let reference = reader.member("$ref", of: schema).flatMap({ reader.string($0) }) {
            var node: Node? = root
            for step in reference.split(separator: "/").drop(while: { $0 == "#" }) {
                node = node.flatMap { reader.member(named: String(step), of: $0) }
            }
            return node
        }
        let choices =
            reader.member("anyOf", of: schema) ?? reader.member("oneOf", of: schema)
            ?? reader.member("allOf", of: schema)
        guard let choices else { return nil }
        var elements = reader.elements(of: choices)
        return reader.nextElement(&elements)
    }

    private func appendTyped(_ schema: Node, root: Node, depth: Int, to bytes: inout [UInt8]) {
        switch typeName(of: schema) {
        case "object": appendObject(schema, root: root, depth: depth, to: &bytes)
        case "array":
            bytes.append(UInt8(ascii: "["))
            if let items = reader.member("items", of: schema) {
                append(items, root: root, depth: depth + 1, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case "integer", "number":
            if let minimum = reader.member("minimum", of: schema) {
                reader.appendRaw(minimum, to: &bytes)
            } else {
                bytes.append(UInt8(ascii: "1"))
            }
        case "boolean": bytes.append(contentsOf: "true".utf8)
        case "null": bytes.append(contentsOf: "null".utf8)
        default: bytes.append(contentsOf: "\"text\"".utf8)
        }
    }

    private func typeName(of schema: Node) -> String? {
        guard let type = reader.member("type", of: schema) else {
            return reader.member("properties", of: schema) == nil ? nil : "object"
        }
        // Gemini's own schemas write their types in upper case.
        if let name = reader.string(type) { return name.lowercased() }
        var elements = reader.elements(of: type)
        return reader.nextElement(&elements).flatMap { reader.string($0) }
    }

    private func appendObject(_ schema: Node, root: Node, depth: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        defer { bytes.append(UInt8(ascii: "}")) }
        guard let required = reader.member("required", of: schema) else { return }
        let properties = reader.member("properties", of: schema)
        var isFirst = true
        var names = reader.elements(of: required)
        while let name = reader.nextElement(&names) {
            guard let text = reader.string(name) else { continue }
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            reader.appendRaw(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            if let property = properties.flatMap({ reader.member(named: text, of: $0) }) {
                append(property, root: root, depth: depth + 1, to: &bytes)
            } else {
                bytes.append(contentsOf: "\"text\"".utf8)
            }
        }
    }
}
