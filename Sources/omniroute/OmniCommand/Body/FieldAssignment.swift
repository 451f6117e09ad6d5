/// A field as it is given on the command line: "limits.concurrency=4", "tags[]=night", "api_key_env=WORK_KEY".
struct FieldAssignment: Equatable {
    /// The names on the way to the field.
    let path: [String]
    /// What is behind the equals sign.
    let value: String
    /// The value is added to a list.
    let appends: Bool

    /// Reads an assignment; nil when it is none.
    ///
    /// A dot separates names; one that belongs to a name has a backslash before it.
    init?(_ text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        var written = String(text[..<equals])
        appends = written.hasSuffix("[]")
        if appends { written.removeLast(2) }
        path = Self.names(written)
        guard !path.contains("") else { return nil }
        value = String(text[text.index(after: equals)...])
    }

    /// The names of a path: "models.gpt-4\.1.price".
    static func names(_ path: String) -> [String] {
        var names = [""]
        var isEscaped = false
        for character in path {
            switch character {
            case "\\" where !isEscaped:
                isEscaped = true
                continue
            case "." where !isEscaped: names.append("")
            default: names[names.count - 1].append(character)
            }
            isEscaped = false
        }
        return names
    }
}
