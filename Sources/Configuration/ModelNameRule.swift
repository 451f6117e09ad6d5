/// What the name of a model, or a pattern of such names, may look like.
enum ModelNameRule {
    /// As an error says it.
    static let text = "has at most \(Limits.modelBytes) bytes, and no spaces"

    /// Whether a name follows the rule.
    static func allows(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= Limits.modelBytes
            && name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    }
}
