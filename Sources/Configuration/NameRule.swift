/// What names and prefixes may look like: they become part of model ids, labels and log fields.
enum NameRule {
    /// As an error says it.
    static let text = "may have letters, digits, `.`, `_` and `-` only, at most 64"

    /// Whether a name follows the rule.
    static func allows(_ name: String) -> Bool {
        name.utf8.count <= Limits.nameCharacters
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || "._-".utf8.contains($0)
            }
    }
}
