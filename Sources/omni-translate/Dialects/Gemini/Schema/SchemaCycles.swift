/// Definitions that refer to themselves, which the provider takes only behind properties that may be left out (facts:
/// gemini, section 5).
struct SchemaCycles {
    /// For each definition all that can be reached from it.
    private var reachable: [String: Set<String>] = [:]

    /// With more definitions than this all are taken for cyclic.
    private static let limit = 256

    init(_ definitions: SchemaObject) {
        var direct: [String: Set<String>] = [:]
        for member in definitions.members {
            direct[member.name] = Self.references(in: member.value)
        }
        guard definitions.members.count <= Self.limit else {
            let all = Set(direct.keys)
            reachable = direct.mapValues { _ in all }
            return
        }
        for name in direct.keys {
            var reached: Set<String> = []
            var open = Array(direct[name] ?? [])
            while let next = open.popLast() {
                if reached.insert(next).inserted { open += direct[next] ?? [] }
            }
            reachable[name] = reached
        }
    }

    /// Whether a schema refers to any definition.
    func isUsed(by schema: SchemaNode, _ definitions: SchemaObject) -> Bool {
        Self.references(in: schema).contains { definitions[$0] != nil }
    }

    /// The definitions, with no required property on the way from one to itself.
    func relaxed(_ definitions: SchemaObject) -> SchemaObject {
        var result = definitions
        for member in definitions.members
        where reachable[member.name]?.contains(member.name) == true {
            result[member.name] = relaxed(member.value, within: member.name)
        }
        return result
    }

    /// A name as a step of a pointer (RFC 6901).
    static func escaped(_ name: String) -> String {
        guard name.contains("~") || name.contains("/") else { return name }
        return name.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }

    private func relaxed(_ node: SchemaNode, within name: String) -> SchemaNode {
        switch node {
        case .array(let elements): return .array(elements.map { relaxed($0, within: name) })
        case .object(let object):
            var result = object
            for member in object.members {
                result[member.name] = relaxed(member.value, within: name)
            }
            guard let properties = object["properties"]?.object,
                let required = object["required"]?.elements
            else { return .object(result) }
            let kept = required.filter { entry in
                guard let text = entry.string, let property = properties[text] else { return false }
                return !Self.references(in: property).contains { leadsBack($0, to: name) }
            }
            result["required"] = kept.isEmpty ? nil : .array(kept)
            return .object(result)
        case .text, .number, .bool, .null: return node
        }
    }

    private func leadsBack(_ reference: String, to name: String) -> Bool {
        reference == name || reachable[reference]?.contains(name) == true
    }

    /// Names of the definitions that a cleaned schema refers to.
    private static func references(in node: SchemaNode) -> Set<String> {
        var found: Set<String> = []
        collect(node, &found)
        return found
    }

    private static func collect(_ node: SchemaNode, _ found: inout Set<String>) {
        switch node {
        case .array(let elements): for element in elements { collect(element, &found) }
        case .object(let object):
            if let reference = object["$ref"]?.string,
                let name = SchemaReferences.definition(reference)
            {
                found.insert(name)
            }
            for member in object.members { collect(member.value, &found) }
        case .text, .number, .bool, .null: break
        }
    }
}
