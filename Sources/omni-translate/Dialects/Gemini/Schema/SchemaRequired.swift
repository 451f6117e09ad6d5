/// `required`, which may name nothing but properties (pitfall 131).
enum SchemaRequired {
    /// Takes out what is no property; an empty list goes.
    static func filter(_ schema: inout SchemaObject) {
        guard let required = schema["required"] else { return }
        let properties = schema["properties"]?.object
        var seen: Set<String> = []
        let known = (required.elements ?? []).filter { name in
            guard let text = name.string, properties?[text] != nil else { return false }
            return seen.insert(text).inserted
        }
        schema["required"] = known.isEmpty ? nil : .array(known)
    }
}
