/// The generation settings of a Gemini request.
struct GeminiConfig {
    private let request: GeminiReader
    private let config: JSONReader.Node

    /// Settings of a request whose shape has been checked.
    init(_ request: GeminiReader, _ config: JSONReader.Node) {
        self.request = request
        self.config = config
    }

    /// Checks the settings, and notes what shapes an answer.
    func read(into prompt: inout PromptRequest) throws(ProviderError) {
        prompt.maximumTokens = request.int("maxOutputTokens", of: config)
        if (request.int("candidateCount", of: config) ?? 1) > 1 {
            throw .invalid("Multiple candidates is not enabled for this model")
        }
        if request.member("logprobs", of: config) != nil,
            !request.flag("responseLogprobs", of: config)
        {
            throw .invalid(
                "* GenerateContentRequest.generation_config.logprobs: requires response_logprobs "
                    + "to be true\n")
        }
        try readThinking(into: &prompt)
        try readFormat(into: &prompt)
    }

    private func readThinking(into prompt: inout PromptRequest) throws(ProviderError) {
        guard let thinking = request.member("thinkingConfig", of: config) else { return }
        let budget = request.int("thinkingBudget", of: thinking)
        let level = request.string("thinkingLevel", of: thinking)
        guard budget == nil || level == nil else {
            throw .invalid("You can only set only one of thinking budget and thinking level.")
        }
        let name = prompt.model.base
        if budget == 0, name.contains("2.5-pro") {
            throw .invalid("Budget 0 is invalid. This model only works in thinking mode.")
        }
        if level != nil, name.contains("gemini-2.5") {
            throw .invalid("Thinking level is not supported for this model.")
        }
        if request.flag("includeThoughts", of: thinking) {
            guard budget != 0 else {
                throw .invalid("Unable to submit request because thinking is not enabled.")
            }
            prompt.reasoning = .shown
        } else if level != nil || (budget ?? 0) != 0 {
            prompt.reasoning = .hidden
        }
    }

    private func readFormat(into prompt: inout PromptRequest) throws(ProviderError) {
        let schema = request.member("responseSchema", of: config)
        let jsonSchema =
            request.member("responseJsonSchema", of: config)
            ?? request.member("_responseJsonSchema", of: config)
        guard schema == nil || jsonSchema == nil else {
            throw .invalid("Only one of response_schema and response_json_schema can be set.")
        }
        let type = request.string("responseMimeType", of: config) ?? "text/plain"
        if let schema {
            try GeminiSchema(request).check(schema, at: "generation_config.response_schema")
        }
        guard type != "text/plain", type != "" else {
            guard schema == nil, jsonSchema == nil else {
                throw .invalid(
                    "Response schema can only be set with a response mime type of application/json."
                )
            }
            return
        }
        if !prompt.tools.isEmpty, !GeminiReader.wantsSignatures(prompt.model) {
            throw .invalid(
                "Function calling with a response mime type: '\(type)' is unsupported")
        }
        guard type == "application/json" else { return }
        let wanted = schema ?? jsonSchema
        prompt.format =
            wanted == nil
            ? .json(Array(#"{"answer":"mock"}"#.utf8))
            : .json(SchemaExample(reader: request.reader).arguments(for: wanted))
    }
}
