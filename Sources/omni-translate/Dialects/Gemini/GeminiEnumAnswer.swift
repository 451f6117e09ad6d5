internal import JSON

/// Answers that are one word of a list, `responseMimeType: text/x.enum`: other dialects are told so in words (facts:
/// translation-matrix, section 6).
enum GeminiEnumAnswer {
    static let mediaType = "text/x.enum"

    /// The instruction that stands for a schema with an `enum`; nil for another schema.
    static func instruction(_ schema: RawJSON) -> String? {
        guard let document = try? JSONDocument(schema.bytes),  // a broken schema has no words
            let values = document["enum"]?.array
        else { return nil }
        let words = values.compactMap(\.string)
        guard !words.isEmpty else { return nil }
        return "Answer with exactly one of these words and nothing else: "
            + words.joined(separator: ", ")
    }
}
