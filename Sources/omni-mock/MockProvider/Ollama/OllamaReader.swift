internal import JSON

/// Holds a request against the rules of Ollama, and takes what an answer needs.
struct OllamaReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker

    private static let roles: Set = ["system", "user", "assistant", "tool"]
    private static let efforts: Set = ["low", "medium", "high"]

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader) {
        self.reader = reader
        checker = ShapeChecker(reader: reader)
    }

    /// Checks a request to `/api/chat`.
    func readChat() throws(ProviderError) -> PromptRequest {
        var request = try readCommon(OllamaShape.chat)
        for message in elements("messages", of: root) {
            try readMessage(message, into: &request.conversation)
        }
        let making = ToolReading(reader: reader, request: request)
        request.tools = elements("tools", of: root).map { tool in
            let function = member("function", of: tool) ?? tool
            return making.tool(
                named: string("name", of: function) ?? "", kind: .function,
                schema: member("parameters", of: function))
        }
        return request
    }

    /// Checks a request to `/api/generate`.
    func readGenerate() throws(ProviderError) -> PromptRequest {
        var request = try readCommon(OllamaShape.generate)
        request.conversation.count(text(member("system", of: root)).scalarCount)
        let prompt = text(member("prompt", of: root))
        request.conversation.count(prompt.scalarCount)
        request.conversation.user(prompt)
        try checkImages(of: root)
        return request
    }

    private func readCommon(_ shape: Shape) throws(ProviderError) -> PromptRequest {
        do {
            try checker.check(root, shape)
        } catch {
            throw OllamaWording.error(for: error)
        }
        var request = PromptRequest(model: try modelName(string("model", of: root) ?? ""))
        request.isStreaming = member("stream", of: root).flatMap { reader.bool($0) } ?? true
        if let options = member("options", of: root),
            let limit = int("num_predict", of: options), limit > 0
        {
            request.maximumTokens = limit
        }
        try readThinking(into: &request)
        try readFormat(into: &request)
        return request
    }

    private func readThinking(into request: inout PromptRequest) throws(ProviderError) {
        guard let think = member("think", of: root) else { return }
        if let flag = reader.bool(think) {
            if flag { request.reasoning = .shown }
        } else if let effort = reader.string(think), Self.efforts.contains(effort) {
            request.reasoning = .shown
        } else {
            throw .invalid(
                "invalid think value: must be a boolean, or \"low\", \"medium\" or \"high\"")
        }
    }

    private func readFormat(into request: inout PromptRequest) throws(ProviderError) {
        guard let format = member("format", of: root) else { return }
        if let word = reader.string(format) {
            guard word == "json" || word.isEmpty else {
                throw .invalid("invalid format: \"\(word)\"; expected \"json\" or a JSON schema")
            }
            if word == "json" { request.format = .json(Array(#"{"answer":"mock"}"#.utf8)) }
        } else if reader.kind(format) == .object {
            request.format = example(of: format)
        } else {
            throw .invalid("invalid format: expected \"json\" or a JSON schema")
        }
    }

    private func readMessage(
        _ message: Node, into conversation: inout Conversation
    ) throws(ProviderError) {
        let role = string("role", of: message) ?? ""
        guard Self.roles.contains(role) else {
            throw .invalid(
                "invalid role: \(role); must be one of \"system\", \"user\", \"assistant\" or "
                    + "\"tool\"")
        }
        let said = text(member("content", of: message))
        conversation.count(said.scalarCount)
        try checkImages(of: message)
        switch role {
        case "user": conversation.user(said)
        case "assistant": conversation.model(calls: elements("tool_calls", of: message).count)
        case "tool": conversation.result(said)
        default: break
        }
    }

    private func checkImages(of node: Node) throws(ProviderError) {
        for image in elements("images", of: node) {
            let data = text(image)
            guard !data.isEmpty, Base64.decode(data) != nil else {
                throw .invalid("illegal base64 data at input byte 4")
            }
        }
    }
}
