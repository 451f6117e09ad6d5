internal import JSON

/// How a client's demand on the answer's form is met (facts: translation-matrix, section 6).
struct CohereFormatPlan: Equatable {
    /// `response_format` is `json_object`.
    var isJSON = false
    /// `json_schema` within it.
    var schema: RawJSON?
    /// What the system text says as well.
    var words: String?
    /// Nothing but words keeps the model to the form.
    var isEmulated: Bool { words != nil && !isJSON }

    init(
        _ format: OutputFormat?, hasTools: Bool, _ report: inout LossReport
    ) throws(GatewayError) {
        switch format {
        case nil, .text: return
        case .jsonObject:
            // A model that is not told so writes blanks until it is full.
            words = FormatWords.object
            isJSON = !hasTools
            if hasTools { try report.lose(.jsonObject) }
        case .jsonSchema(let format):
            if !hasTools, let schema = Self.expressible(format.schema) {
                isJSON = true
                self.schema = schema
                return
            }
            // The dialect knows no format beside tools, and no root but an object.
            words = FormatWords.schema(format.schema)
            try report.lose(.jsonSchema)
        }
    }

    /// The schema in the part of the language that the dialect knows; nil where there is none, or no required member.
    private static func expressible(_ schema: RawJSON) -> RawJSON? {
        guard let rewritten = AnthropicFormatSchema.rewritten(schema),
            let document = try? JSONDocument(rewritten.bytes),
            (document["required"]?.count ?? 0) > 0
        else { return nil }
        return rewritten
    }
}
