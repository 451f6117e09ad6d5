/// How a client's demand on the answer's form is met (facts: translation-matrix, section 6).
enum BedrockFormatPlan: Equatable {
    case none
    /// `outputConfig`.
    case native(JSONSchemaFormat)
    /// A tool that must be called, whose arguments are the answer.
    case tool(schema: RawJSON, description: String)
    /// Words at the end of the system text.
    case instruction(String)

    /// Name of the tool that stands for the answer.
    static let toolName = "json_output"

    /// The plan; `mayForce` tells that a tool can be demanded.
    static func make(
        _ request: ModelRequest, _ model: BedrockModel, mayForce: Bool, _ report: inout LossReport
    ) throws(GatewayError) -> BedrockFormatPlan {
        switch request.format {
        case nil, .text: return .none
        case .jsonObject:
            try report.lose(.jsonObject)
            return .instruction(FormatWords.object)
        case .jsonSchema(let format):
            let schema = AnthropicFormatSchema.rewritten(format.schema)
            if model.takesFormat, let schema {
                var native = format
                native.schema = schema
                return .native(native)
            }
            try report.lose(.jsonSchema)
            if mayForce, schema != nil, request.tools.isEmpty {
                return .tool(
                    schema: AnthropicSchema.toolRoot(format.schema),
                    description: format.description ?? FormatWords.tool)
            }
            report.warn("the JSON schema of the answer was given to the model in words")
            return .instruction(FormatWords.schema(format.schema))
        }
    }
}
