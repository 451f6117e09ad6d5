/// Finds what `$ref` points at within one document (RFC 6901).
struct SchemaReferences {
    private let root: SchemaNode

    init(_ root: SchemaNode) { self.root = root }

    /// The name behind `#/$defs/` or `#/definitions/`; nil for another pointer.
    static func definition(_ reference: String) -> String? {
        for prefix in ["#/$defs/", "#/definitions/"] where reference.hasPrefix(prefix) {
            let name = reference.dropFirst(prefix.count)
            return name.contains("/") ? nil : unescaped(name)
        }
        return nil
    }

    /// The definitions at the root, from both of their places.
    var definitions: SchemaObject {
        var all = root.object?["$defs"]?.object ?? SchemaObject()
        for member in root.object?["definitions"]?.object?.members ?? []
        where all[member.name] == nil {
            all[member.name] = member.value
        }
        return all
    }

    /// What a pointer within the document points at; nil for another document's or a broken one.
    func target(_ reference: String) -> SchemaNode? {
        guard reference.hasPrefix("#") else { return nil }
        var node = root
        for step in reference.dropFirst().split(separator: "/") {
            let name = Self.unescaped(step)
            if let next = node.object?[name] {
                node = next
            } else if let elements = node.elements, let index = Int(name),
                elements.indices.contains(index)
            {
                node = elements[index]
            } else {
                return nil
            }
        }
        return node
    }

    private static func unescaped(_ step: Substring) -> String {
        guard step.contains("~") else { return String(step) }
        var text = ""
        var rest = step[...]
        while let character = rest.popFirst() {
            if character == "~", let next = rest.first, next == "0" || next == "1" {
                rest.removeFirst()
                text.append(next == "0" ? "~" : "/")
            } else {
                text.append(character)
            }
        }
        return text
    }
}
