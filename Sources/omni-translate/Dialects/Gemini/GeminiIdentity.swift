internal import JSON

/// Who answers, as each chunk repeats it.
struct GeminiIdentity {
    var id: String
    var model: String

    init(_ start: AnswerStart, _ context: AnswerContext) {
        id = start.id.isEmpty ? InventedIDs.id("resp-", context.target) : start.id
        model = start.model.isEmpty ? context.target.model : start.model
    }

    /// Writes the members of a chunk.
    func write(into writer: inout JSONWriter) {
        writer.member("modelVersion", model)
        writer.member("responseId", id)
    }
}
