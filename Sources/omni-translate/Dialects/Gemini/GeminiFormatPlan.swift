internal import IPC
internal import JSON

/// What form the answer is asked for in (facts: translation-matrix, section 6).
enum GeminiFormatPlan: Equatable {
    case none
    /// In the words of a client of this dialect.
    case own
    /// JSON, by a schema where there is one.
    case json(RawJSON?)
    /// Told in words, because the model takes no form beside functions.
    case instruction(String)

    /// Decides how a request's form is asked for.
    static func make(
        _ request: ModelRequest, _ model: GeminiModel, _ own: GeminiOwnConfig,
        hasFunctions: Bool, _ report: inout LossReport
    ) throws(GatewayError) -> GeminiFormatPlan {
        switch request.format {
        case nil, .text: return own.saysForm ? .own : .none
        case .jsonObject:
            guard model.mixesTools || !hasFunctions else {
                try report.lose(.jsonObject)
                return .instruction(anyObject)
            }
            return own.saysForm ? .own : .json(nil)
        case .jsonSchema(let format):
            guard model.mixesTools || !hasFunctions else {
                try report.lose(.jsonSchema)
                return .instruction("\(bySchema)\n\(format.schema.text)")
            }
            if own.saysForm { return .own }
            return .json(GeminiSchemas.response(format.schema, model))
        }
    }

    private static let anyObject =
        "When you give your final answer, answer with a single JSON object and nothing else."
    private static let bySchema = """
        When you give your final answer, answer with a single JSON value and nothing else. It must \
        obey this JSON schema:
        """
}
