internal import IPC

/// How a client's demand on the answer's form is met (facts: translation-matrix, section 6).
enum AnthropicFormatPlan: Equatable {
    case none
    /// `output_config.format`.
    case native(RawJSON)
    /// A tool that must be called, whose arguments are the answer.
    case tool(schema: RawJSON, description: String)
    /// Words at the end of the system text.
    case instruction(String)

    /// Name of the tool that stands for the answer.
    static let toolName = "json_output"

    /// The plan; `mayForce` tells that a tool can be demanded.
    static func make(
        _ request: ModelRequest, _ model: AnthropicModel, _ profile: AnthropicProfile,
        mayForce: Bool, _ report: inout LossReport
    ) throws(GatewayError) -> AnthropicFormatPlan {
        switch request.format {
        case nil, .text: return .none
        case .jsonObject:
            try report.lose(.jsonObject)
            return .instruction(objectWords)
        case .jsonSchema(let format):
            if profile.isGenuine, model.takesFormat {
                // A client of this dialect knows what its schema may hold.
                if report.target.client == .anthropic { return .native(format.schema) }
                if let schema = AnthropicFormatSchema.rewritten(format.schema) {
                    return .native(schema)
                }
            }
            try report.lose(.jsonSchema)
            let isObject = AnthropicFormatSchema.rewritten(format.schema) != nil
            if mayForce, isObject, request.tools.isEmpty {
                return .tool(
                    schema: AnthropicSchema.toolRoot(format.schema),
                    description: format.description ?? toolWords)
            }
            report.warn("the JSON schema of the answer was given to the model in words")
            return .instruction("\(schemaWords)\n\(format.schema.text)")
        }
    }

    private static let toolWords = "Gives the final answer. Always answer by calling this tool."
    private static let objectWords = """
        Answer with one valid JSON object and nothing else: no text before or after it and no \
        Markdown fences.
        """
    private static let schemaWords = """
        Answer with one JSON value and nothing else: no text before or after it and no Markdown \
        fences. It must match this JSON schema:
        """
}
