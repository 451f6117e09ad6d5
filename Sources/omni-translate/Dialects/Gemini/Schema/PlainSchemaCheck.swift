internal import JSON

/// Finds schemas that need no change, which most are, without building anything.
enum PlainSchemaCheck {
    /// Whether a schema of arguments is an object with properties, and holds nothing but what the provider takes.
    static func allows(_ schema: RawJSON) -> Bool {
        var tape = JSONTape()
        guard (try? tape.parse(schema.bytes)) != nil else { return false }  // the slow path says so
        let bytes = schema.bytes.span.bytes
        guard let type = tape.member("type", of: tape.root, in: bytes),
            tape.equals(type, "object", in: bytes),
            let properties = tape.member("properties", of: tape.root, in: bytes),
            tape.count(properties) > 0
        else { return false }
        return isPlain(tape.root, tape, bytes)
    }

    private static let scalars: [StaticString] = [
        "description", "title", "format", "default", "minimum", "maximum", "minLength",
        "maxLength", "minItems", "maxItems", "pattern", "uniqueItems",
    ]

    private static func isPlain(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard tape.kind(node) == .object else { return false }
        var properties: JSONTape.Node?
        var required: JSONTape.Node?
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "type", in: bytes) {
                guard tape.kind(member.value) == .string else { return false }
            } else if tape.equals(member.name, "properties", in: bytes) {
                properties = member.value
            } else if tape.equals(member.name, "required", in: bytes) {
                required = member.value
            } else if tape.equals(member.name, "items", in: bytes) {
                guard isPlain(member.value, tape, bytes) else { return false }
            } else if tape.equals(member.name, "enum", in: bytes) {
                guard areStrings(member.value, tape) else { return false }
            } else if tape.equals(member.name, "anyOf", in: bytes) {
                guard areBranchesPlain(member.value, tape, bytes) else { return false }
            } else if tape.equals(member.name, "additionalProperties", in: bytes) {
                guard tape.bool(member.value) != nil else { return false }
            } else {
                guard scalars.contains(where: { tape.equals(member.name, $0, in: bytes) }) else {
                    return false
                }
            }
        }
        return arePropertiesPlain(properties, tape, bytes)
            && isRequiredKnown(required, properties, tape, bytes)
    }

    private static func areBranchesPlain(
        _ branches: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard tape.kind(branches) == .array, tape.count(branches) > 0 else { return false }
        var cursor = tape.elements(of: branches)
        while let branch = tape.nextElement(&cursor) {
            guard isPlain(branch, tape, bytes) else { return false }
        }
        return true
    }

    private static func areStrings(_ values: JSONTape.Node, _ tape: JSONTape) -> Bool {
        guard tape.kind(values) == .array, tape.count(values) > 0 else { return false }
        var cursor = tape.elements(of: values)
        while let value = tape.nextElement(&cursor) {
            guard tape.kind(value) == .string, !tape.contentRange(value).isEmpty else {
                return false
            }
        }
        return true
    }

    private static func arePropertiesPlain(
        _ properties: JSONTape.Node?, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard let properties else { return true }
        guard tape.kind(properties) == .object else { return false }
        var cursor = tape.members(of: properties)
        while let member = tape.nextMember(&cursor) {
            guard isPlain(member.value, tape, bytes) else { return false }
        }
        return true
    }

    /// Names that are no properties are refused; a long list is left to the slow path.
    private static func isRequiredKnown(
        _ required: JSONTape.Node?, _ properties: JSONTape.Node?, _ tape: JSONTape,
        _ bytes: RawSpan
    ) -> Bool {
        guard let required else { return true }
        let count = tape.count(required)
        guard let properties, tape.kind(required) == .array, count > 0, count <= 32,
            tape.count(properties) <= 64
        else { return false }
        var cursor = tape.elements(of: required)
        while let name = tape.nextElement(&cursor) {
            guard let text = tape.string(name, in: bytes),
                tape.member(named: text, of: properties, in: bytes) != nil
            else { return false }
        }
        return true
    }
}
