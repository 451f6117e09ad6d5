internal import IPC
internal import JSON

/// Reads `generationConfig` (facts: gemini, section 2).
enum GeminiConfigReader {
    /// Fields that have a place in the canonical form.
    private static let known: Set<String> = [
        "temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences",
        "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs",
        "thinkingConfig",
    ]

    /// Fields that say the form of the answer; kept beside their canonical meaning, which is less exact.
    private static let forms: Set<String> = [
        "responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema",
        "responseModalities",
    ]

    /// Reads the configuration.
    static func read(
        _ field: GeminiField, _ request: inout ModelRequest
    ) throws(GatewayError) {
        let config = try field.object()
        try readSampling(config, &request.sampling)
        if let thinking = config["thinkingConfig"] {
            request.reasoning = try reasoning(try thinking.object())
        }
        try readForm(config, &request)
        for modality in try config["responseModalities"]?.texts() ?? [] {
            let name = modality.lowercased()
            if name != "text", !name.hasSuffix("unspecified") { request.modalities.append(name) }
        }
        // A plain JSON type says no more than the canonical form does.
        let isPlain = request.format == .jsonObject || config["responseMimeType"] == nil
        let forgotten = isPlain ? known.union(["responseMimeType"]) : known
        if let rest = config.rest(besides: forgotten) {
            request.extensions.append(
                Extension(dialect: .gemini, name: "generationConfig", value: rest))
        }
    }

    private static func readSampling(
        _ config: GeminiObject, _ sampling: inout Sampling
    ) throws(GatewayError) {
        sampling.temperature = try config["temperature"]?.number()
        sampling.topP = try config["topP"]?.number()
        sampling.topK = try config["topK"]?.number()
        sampling.candidates = try config["candidateCount"]?.integer()
        sampling.maxOutputTokens = try config["maxOutputTokens"]?.integer()
        sampling.stop = try config["stopSequences"]?.texts() ?? []
        sampling.seed = try config["seed"]?.number()
        sampling.presencePenalty = try config["presencePenalty"]?.number()
        sampling.frequencyPenalty = try config["frequencyPenalty"]?.number()
        sampling.logprobs = try config["responseLogprobs"]?.flag()
        sampling.topLogprobs = try config["logprobs"]?.integer()
    }

    // MARK: Thinking

    private static func reasoning(
        _ config: GeminiObject
    ) throws(GatewayError) -> ReasoningRequest? {
        var reasoning = ReasoningRequest()
        reasoning.isVisible = try config["includeThoughts"]?.flag()
        reasoning.budget = try config["thinkingBudget"]?.integer()
        if reasoning.budget == 0 { reasoning.isDisabled = true }
        if let level = config["thinkingLevel"] { reasoning.effort = try effort(level) }
        return reasoning == ReasoningRequest() ? nil : reasoning
    }

    private static func effort(
        _ field: GeminiField
    ) throws(GatewayError) -> ReasoningRequest.Effort? {
        switch try field.text().uppercased() {
        case "THINKING_LEVEL_UNSPECIFIED": return nil
        case "MINIMAL": return .minimal
        case "LOW": return .low
        case "MEDIUM": return .medium
        case "HIGH": return .high
        default: throw field.wrong("must be MINIMAL, LOW, MEDIUM or HIGH")
        }
    }

    // MARK: Form of the answer

    private static func readForm(
        _ config: GeminiObject, _ request: inout ModelRequest
    ) throws(GatewayError) {
        guard let type = try config["responseMimeType"]?.text().lowercased() else { return }
        let schema = schema(config)
        switch type {
        case "application/json":
            request.format =
                schema.map { .jsonSchema(JSONSchemaFormat($0)) } ?? .jsonObject
        case GeminiEnumAnswer.mediaType:
            if let schema, let words = GeminiEnumAnswer.instruction(schema) {
                request.system.append(TextBlock(words))
            }
        default: break
        }
    }

    private static func schema(_ config: GeminiObject) -> RawJSON? {
        if let schema = config["responseJsonSchema"] ?? config["_responseJsonSchema"] {
            return schema.raw
        }
        return config["responseSchema"].map { OpenAPISchemaReader.jsonSchema($0.raw) }
    }
}
