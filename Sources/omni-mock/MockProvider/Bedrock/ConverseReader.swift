internal import JSON

/// Holds a Converse request against the rules of Bedrock, and takes what an answer needs.
struct ConverseReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker
    let path: BedrockPath

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader, path: BedrockPath) {
        self.reader = reader
        self.path = path
        checker = ShapeChecker(reader: reader)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> PromptRequest {
        do {
            try checker.check(root, ConverseShape.request)
        } catch {
            throw ConverseWording.error(for: error)
        }
        var request = PromptRequest(model: try modelName(path.model))
        request.isStreaming = path.isStreaming
        let config = member("inferenceConfig", of: root)
        request.maximumTokens = config.flatMap { int("maxTokens", of: $0) }
        request.conversation.count(joinedText(member("system", of: root)).scalarCount)
        let isThinking = try readThinking(into: &request)
        try ConverseTurns(self).read(into: &request.conversation)
        try readTools(into: &request, isThinking: isThinking)
        readFormat(into: &request)
        return request
    }

    private func readThinking(into request: inout PromptRequest) throws(ProviderError) -> Bool {
        guard let fields = member("additionalModelRequestFields", of: root),
            let thinking = member("thinking", of: fields) ?? member("reasoning_config", of: fields),
            let type = string("type", of: thinking), type != "disabled"
        else { return false }
        request.reasoning = .shown
        guard type == "enabled" else { return false }
        let budget = int("budget_tokens", of: thinking) ?? 0
        guard budget >= 1_024 else {
            throw Self.modelError(
                "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
        }
        if let limit = request.maximumTokens, limit <= budget {
            throw Self.modelError("`max_tokens` must be greater than `thinking.budget_tokens`.")
        }
        let temperature = member("inferenceConfig", of: root)
            .flatMap { member("temperature", of: $0) }.flatMap { reader.double($0) }
        if let temperature, temperature != 1 {
            throw Self.modelError(
                "`temperature` may only be set to 1 when thinking is enabled.")
        }
        return true
    }

    private func readTools(
        into request: inout PromptRequest, isThinking: Bool
    ) throws(ProviderError) {
        guard let config = member("toolConfig", of: root) else {
            guard request.conversation.callCount == 0 else {
                throw .invalid(
                    "The toolConfig field must be defined when using toolUse and toolResult "
                        + "content blocks.")
            }
            return
        }
        let choice = member("toolChoice", of: config)
        let only = choice.flatMap { member("tool", of: $0) }.flatMap { string("name", of: $0) }
        if isThinking, let choice, only != nil || member("any", of: choice) != nil {
            throw Self.modelError("Thinking may not be enabled when tool_choice forces tool use.")
        }
        let making = ToolReading(reader: reader, request: request)
        for tool in elements("tools", of: config) {
            guard let spec = member("toolSpec", of: tool) else { continue }
            let name = string("name", of: spec) ?? ""
            guard !request.tools.contains(where: { $0.name == name }) else {
                throw .invalid(
                    "The tool name \(name) is duplicated. Remove the duplicates, and try again.")
            }
            let schema = member("inputSchema", of: spec).flatMap { member("json", of: $0) }
            request.tools.append(making.tool(named: name, kind: .function, schema: schema))
        }
        if let only {
            request.tools = request.tools.filter { $0.name == only }
            guard !request.tools.isEmpty else {
                throw .invalid(
                    "The tool \(only) of toolChoice is not defined in toolConfig.tools.")
            }
        }
    }

    private func readFormat(into request: inout PromptRequest) {
        guard
            let structure = member("outputConfig", of: root)
                .flatMap({ member("textFormat", of: $0) })
                .flatMap({ member("structure", of: $0) }),
            member("jsonSchema", of: structure) != nil
        else { return }
        // The schema is JSON inside a string here, so the answer is any document.
        request.format = .json(Array(#"{"answer":"mock"}"#.utf8))
    }

    /// An error that the model behind Bedrock has found.
    private static func modelError(_ message: String) -> ProviderError {
        .invalid("The model returned the following errors: \(message)")
    }
}
