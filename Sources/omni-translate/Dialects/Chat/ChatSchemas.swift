internal import JSON

/// Takes out of JSON schemas what a host refuses; by place, so that a property may have any name (pitfall 127).
enum ChatSchemas {
    /// The schema without what `rule` names; as it is when that is nothing or it is no JSON.
    static func cleaned(_ schema: RawJSON, _ rule: ChatProfile.SchemaRule) -> RawJSON {
        guard !rule.isIdentity else { return schema }
        var tape = JSONTape(limits: JSONLimits(depth: 128))
        // A schema nested deeper than any host takes goes as it came.
        guard (try? tape.parse(schema.bytes)) != nil else { return schema }
        var cleaner = Cleaner(tape: tape, bytes: schema.bytes, rule: rule)
        cleaner.clean(tape.root)
        return cleaner.splice.isEmpty ? schema : RawJSON(cleaner.splice.apply(to: schema.bytes))
    }

    private struct Cleaner {
        let tape: JSONTape
        let bytes: [UInt8]
        let rule: ChatProfile.SchemaRule
        var splice = JSONSplice()

        /// A schema.
        mutating func clean(_ node: JSONTape.Node) {
            let bytes = bytes
            let span = bytes.span.bytes
            var cursor = tape.members(of: node)
            while let member = tape.nextMember(&cursor) {
                let name = tape.string(member.name, in: span) ?? ""
                if isRefused(name, member.value) {
                    splice.remove(member.name, of: node, on: tape)
                } else if ChatSchemas.mapsOfSchemas.contains(name) {
                    cleanValues(of: member.value)
                } else if ChatSchemas.schemas.contains(name) {
                    cleanAll(member.value)
                }
            }
        }

        private func isRefused(_ name: String, _ value: JSONTape.Node) -> Bool {
            switch name {
            case "additionalProperties": rule.dropsClosed && tape.bool(value) == false
            case "$schema": rule.dropsDialect
            default: false
            }
        }

        /// An object whose values are schemas.
        private mutating func cleanValues(of node: JSONTape.Node) {
            var cursor = tape.members(of: node)
            while let member = tape.nextMember(&cursor) { clean(member.value) }
        }

        /// A schema, or an array of schemas.
        private mutating func cleanAll(_ node: JSONTape.Node) {
            guard tape.kind(node) == .array else { return clean(node) }
            var cursor = tape.elements(of: node)
            while let element = tape.nextElement(&cursor) { clean(element) }
        }
    }

    private static let mapsOfSchemas: Set<String> = [
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas",
    ]
    private static let schemas: Set<String> = [
        "items", "prefixItems", "anyOf", "oneOf", "allOf", "not", "if", "then", "else",
        "additionalProperties", "contains", "propertyNames",
    ]
}
