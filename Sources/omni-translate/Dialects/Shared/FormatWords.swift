/// What a model is told of the answer's form where its dialect cannot say it (facts: translation-matrix, section 6).
enum FormatWords {
    /// Any JSON object.
    static let object = """
        Answer with one valid JSON object and nothing else: no text before or after it and no \
        Markdown fences.
        """

    /// A value that obeys a schema.
    static func schema(_ schema: RawJSON) -> String {
        """
        Answer with one JSON value and nothing else: no text before or after it and no Markdown \
        fences. It must match this JSON schema:
        \(schema.text)
        """
    }

    /// What the tool that stands for the answer is for.
    static let tool = "Gives the final answer. Always answer by calling this tool."
}
