internal import JSON

/// JSON schemas of tools, as far as every dialect agrees on them.
package enum ToolSchemas {
    /// A schema of an object with nothing in it.
    package static let empty = RawJSON(#"{"type":"object","properties":{}}"#)

    /// A schema whose root is an object with `type` and `properties`; nil and `null` become an empty one (pitfalls 126,
    /// 131).
    ///
    /// A schema that is so already stays byte for byte. Names in the root's `required` that are no properties go.
    package static func object(_ schema: RawJSON?) -> RawJSON {
        guard let schema else { return empty }
        var tape = JSONTape()
        guard (try? tape.parse(schema.bytes)) != nil, tape.kind(tape.root) == .object,
            tape.count(tape.root) > 0
        else { return empty }
        return ObjectSchema(tape, schema.bytes).repaired() ?? schema
    }

    /// Whether a schema obeys the rules of `strict: true` (all properties required, no additional ones).
    package static func isStrict(_ schema: RawJSON) -> Bool {
        var tape = JSONTape()
        guard (try? tape.parse(schema.bytes)) != nil else { return false }
        let check = StrictSchema(tape: tape)
        let bytes = schema.bytes.span.bytes
        guard let type = tape.member("type", of: tape.root, in: bytes),
            tape.equals(type, "object", in: bytes)
        else { return false }
        return check.allows(tape.root, bytes)
    }
}

/// The root of a tool's schema.
private struct ObjectSchema {
    let tape: JSONTape
    let bytes: [UInt8]
    let type: JSONTape.Node?
    let properties: JSONTape.Node?
    let required: JSONTape.Node?

    init(_ tape: JSONTape, _ bytes: [UInt8]) {
        self.tape = tape
        self.bytes = bytes
        let span = bytes.span.bytes
        type = tape.member("type", of: tape.root, in: span)
        properties = tape.member("properties", of: tape.root, in: span)
        required = tape.member("required", of: tape.root, in: span)
    }

    /// The schema with what it lacks; nil when it lacks nothing.
    func repaired() -> RawJSON? {
        let hasType = type.map { tape.equals($0, "object", in: bytes.span.bytes) } ?? false
        let hasProperties = properties.map { tape.kind($0) == .object } ?? false
        let names = requiredNames()
        if hasType, hasProperties, names == nil { return nil }
        let span = bytes.span.bytes
        var writer = JSONWriter()
        writer.beginObject()
        if !hasType { writer.member("type", "object") }
        var members = tape.members(of: tape.root)
        while let member = tape.nextMember(&members) {
            let isGone =
                !hasType && tape.equals(member.name, "type", in: span)
                || !hasProperties && tape.equals(member.name, "properties", in: span)
                || names != nil && tape.equals(member.name, "required", in: span)
            if isGone { continue }
            writer.name(text: tape.string(member.name, in: span) ?? "")
            writer.raw(tape.range(member.value), of: span)
        }
        if !hasProperties { writer.member("properties", raw: Array("{}".utf8)) }
        if let names, !names.isEmpty {
            writer.name("required")
            writer.array { array in
                for name in names { array.raw(tape.range(name), of: span) }
            }
        }
        writer.endObject()
        return RawJSON(writer.take())
    }

    /// What `required` may hold; nil when it needs no change.
    private func requiredNames() -> [JSONTape.Node]? {
        guard let required else { return nil }
        guard tape.kind(required) == .array else { return [] }
        let span = bytes.span.bytes
        var known = Set<[UInt8]>()
        if let properties {
            tape.forEachMember(of: properties) { known.insert(text($0.name, span)) }
        }
        var kept: [JSONTape.Node] = []
        tape.forEachElement(of: required) { name in
            if tape.kind(name) == .string, known.contains(text(name, span)) { kept.append(name) }
        }
        return kept.count == tape.count(required) && !kept.isEmpty ? nil : kept
    }

    private func text(_ node: JSONTape.Node, _ span: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        tape.appendText(of: node, in: span, to: &text)
        return text
    }
}

/// The rules of `strict: true`, node by node; the tape bounds the depth.
private struct StrictSchema {
    let tape: JSONTape

    func allows(_ node: JSONTape.Node, _ bytes: RawSpan) -> Bool {
        guard tape.kind(node) == .object, !tape.hasDuplicateNames(node, in: bytes) else {
            return false
        }
        var isObject = false
        var members = tape.members(of: node)
        while let member = tape.nextMember(&members) {
            guard allows(member, bytes, &isObject) else { return false }
        }
        return !isObject || isClosed(node, bytes)
    }

    private func allows(
        _ member: JSONTape.Member, _ bytes: RawSpan, _ isObject: inout Bool
    ) -> Bool {
        for keyword in Self.forbidden where tape.equals(member.name, keyword, in: bytes) {
            return false
        }
        if tape.equals(member.name, "type", in: bytes) {
            isObject = isObject || names(member.value, "object", bytes)
            return true
        }
        if tape.equals(member.name, "properties", in: bytes) {
            isObject = true
            return allowsEachMember(of: member.value, bytes)
        }
        if tape.equals(member.name, "$defs", in: bytes)
            || tape.equals(member.name, "definitions", in: bytes)
        {
            return allowsEachMember(of: member.value, bytes)
        }
        if tape.equals(member.name, "items", in: bytes) { return allows(member.value, bytes) }
        if tape.equals(member.name, "anyOf", in: bytes) {
            var elements = tape.elements(of: member.value)
            while let element = tape.nextElement(&elements) {
                guard allows(element, bytes) else { return false }
            }
        }
        return true
    }

    private func allowsEachMember(of node: JSONTape.Node, _ bytes: RawSpan) -> Bool {
        var members = tape.members(of: node)
        while let member = tape.nextMember(&members) {
            guard allows(member.value, bytes) else { return false }
        }
        return tape.kind(node) == .object
    }

    /// A type is one name or an array of them.
    private func names(_ type: JSONTape.Node, _ name: StaticString, _ bytes: RawSpan) -> Bool {
        if tape.equals(type, name, in: bytes) { return true }
        var elements = tape.elements(of: type)
        while let element = tape.nextElement(&elements) {
            if tape.equals(element, name, in: bytes) { return true }
        }
        return false
    }

    private func isClosed(_ node: JSONTape.Node, _ bytes: RawSpan) -> Bool {
        guard let additional = tape.member("additionalProperties", of: node, in: bytes),
            tape.bool(additional) == false
        else { return false }
        var required = Set<[UInt8]>()
        if let list = tape.member("required", of: node, in: bytes) {
            tape.forEachElement(of: list) { required.insert(text($0, bytes)) }
        }
        guard let properties = tape.member("properties", of: node, in: bytes) else {
            return required.isEmpty
        }
        var members = tape.members(of: properties)
        while let member = tape.nextMember(&members) {
            guard required.remove(text(member.name, bytes)) != nil else { return false }
        }
        return required.isEmpty
    }

    private func text(_ node: JSONTape.Node, _ bytes: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        tape.appendText(of: node, in: bytes, to: &text)
        return text
    }

    /// Keywords that no strict schema may hold (facts: openai-chat, section 14).
    private static let forbidden: [StaticString] = [
        "$schema", "title", "default", "allOf", "oneOf", "not", "if", "then", "else", "minLength",
        "maxLength", "minProperties", "maxProperties", "patternProperties", "propertyNames",
        "contains", "minContains", "maxContains", "uniqueItems", "dependentRequired",
        "dependentSchemas", "unevaluatedProperties", "unevaluatedItems",
    ]
}
