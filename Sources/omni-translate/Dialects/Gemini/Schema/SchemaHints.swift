/// Words in a description for what the provider's schemas cannot say.
struct SchemaHints {
    private var words: [String] = []

    /// Constraints that are told when the schema language lacks them, in the order in which they are told.
    static let constraints = [
        "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties",
        "maxProperties", "default", "examples",
    ]

    /// Longer values are no help.
    private static let longest = 200

    /// Adds words.
    mutating func add(_ text: String) { words.append(text) }

    /// Adds a keyword with its value.
    mutating func add(_ name: String, _ value: SchemaNode) {
        let text = value.words
        if text.utf8.count <= Self.longest { words.append("\(name): \(text)") }
    }

    /// The description with the words behind it; nil when there is nothing to say.
    func description(_ text: String?) -> SchemaNode? {
        guard !words.isEmpty else { return text.map { .text($0) } }
        let hints = "(" + words.joined(separator: ", ") + ")"
        guard let text, !text.isEmpty else { return .text(hints) }
        return .text("\(text) \(hints)")
    }
}
