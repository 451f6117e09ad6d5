internal import JSON

/// Holds a `generateContent` request against the rules of Google, and takes what an answer needs.
struct GeminiReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker
    let path: GeminiPath

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader, path: GeminiPath) {
        self.reader = reader
        self.path = path
        checker = ShapeChecker(reader: reader, takesSnakeCase: true)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> PromptRequest {
        let isCounting = path.method == .countTokens
        do {
            let shape =
                isCounting && !path.isVertex ? GeminiShape.count : GeminiShape.request
            try checker.check(root, shape)
        } catch {
            throw GeminiWording.error(for: error)
        }
        let node = member("generateContentRequest", of: root) ?? root
        var request = PromptRequest(model: try modelName(path.model))
        request.isStreaming = path.method == .stream
        try checkCache(node)
        let system = member("systemInstruction", of: node)
        let instructions =
            system.map {
                reader.kind($0) == .string ? text($0) : joinedText(member("parts", of: $0))
            }
        request.conversation.count((instructions ?? []).scalarCount)
        let isStrict = Self.wantsSignatures(request.model)
        try GeminiTurns(self, isStrict: isStrict).read(node, into: &request.conversation)
        try GeminiTools(self, mixes: isStrict).read(node, into: &request)
        if let config = member("generationConfig", of: node) {
            try GeminiConfig(self, config).read(into: &request)
        }
        request.sendsProofs = isStrict || request.reasoning != .none
        return request
    }

    /// Whether a model is of the line whose calls must come back with their signature.
    static func wantsSignatures(_ model: ModelName) -> Bool {
        model.base.contains("gemini-3") || model.directives.signed
    }

    private func checkCache(_ node: Node) throws(ProviderError) {
        guard member("cachedContent", of: node) != nil else { return }
        for field in ["systemInstruction", "tools", "toolConfig"]
        where member(field, of: node) != nil {
            throw .invalid(
                "CachedContent can not be used with GenerateContent request setting "
                    + "system_instruction, tools or tool_config.")
        }
        throw ProviderError(
            status: 403, message: "CachedContent not found (or permission denied)",
            type: "invalid_request_error")
    }
}
