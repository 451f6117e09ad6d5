internal import JSON

/// Holds a request against the rules of Cohere, and takes what an answer needs.
struct CohereReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader) {
        self.reader = reader
        checker = ShapeChecker(reader: reader)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> PromptRequest {
        do {
            try checker.check(root, CohereShape.request)
        } catch {
            throw CohereWording.error(for: error)
        }
        var request = PromptRequest(model: try modelName(string("model", of: root) ?? ""))
        request.isStreaming = flag("stream", of: root)
        request.maximumTokens = int("max_tokens", of: root).flatMap { $0 > 0 ? $0 : nil }
        try readMessages(into: &request.conversation)
        try readTools(into: &request)
        if let thinking = member("thinking", of: root), string("type", of: thinking) == "enabled" {
            request.reasoning = .shown
        }
        if let format = member("response_format", of: root),
            string("type", of: format) == "json_object"
        {
            let schema = member("json_schema", of: format) ?? member("schema", of: format)
            request.format =
                schema == nil ? .json(Array(#"{"answer":"mock"}"#.utf8)) : example(of: schema)
        }
        return request
    }

    private func readMessages(into conversation: inout Conversation) throws(ProviderError) {
        var open: [String] = []
        let messages = elements("messages", of: root)
        for (index, message) in messages.enumerated() {
            let said = joinedText(member("content", of: message))
            conversation.count(said.scalarCount)
            let role = string("role", of: message) ?? ""
            if role == "tool" {
                let id = string("tool_call_id", of: message) ?? ""
                guard let found = open.firstIndex(of: id) else {
                    throw .invalid(
                        "invalid request: message at messages[\(index)] has the tool_call_id "
                            + "'\(id)', which is not found in the previous tool calls.")
                }
                open.remove(at: found)
                conversation.result(documents(of: message) ?? said)
                continue
            }
            try finish(open)
            switch role {
            case "user": conversation.user(said)
            case "assistant":
                open = elements("tool_calls", of: message).map { string("id", of: $0) ?? "" }
                try checkAssistant(message, said, calls: open.count, at: index)
                conversation.model(calls: open.count)
            default: break
            }
        }
        try finish(open)
        let last = messages.last.flatMap { string("role", of: $0) }
        guard last == "user" || last == "tool" else {
            throw .invalid("invalid request: the last message must be of role user or tool.")
        }
    }

    private func checkAssistant(
        _ message: Node, _ said: [UInt8], calls: Int, at index: Int
    ) throws(ProviderError) {
        guard calls == 0, said.isEmpty else { return }
        throw .invalid(
            "invalid request: message at messages[\(index)] must have non-empty content or tool "
                + "calls.")
    }

    private func finish(_ open: [String]) throws(ProviderError) {
        guard open.isEmpty else {
            throw .invalid(
                "invalid request: each tool call must be followed by a tool message with its "
                    + "tool_call_id, these have none: \(open.joined(separator: ", ")).")
        }
    }

    /// The documents of a tool's message; nil if it has none.
    private func documents(of message: Node) -> [UInt8]? {
        var bytes: [UInt8] = []
        for part in elements("content", of: message) {
            guard let document = member("document", of: part) else { continue }
            guard let data = member("data", of: document) else { continue }
            if reader.kind(data) == .string {
                bytes += text(data)
            } else {
                reader.appendRaw(data, to: &bytes)
            }
        }
        return bytes.isEmpty ? nil : bytes
    }

    private func readTools(into request: inout PromptRequest) throws(ProviderError) {
        let tools = elements("tools", of: root)
        let choice = string("tool_choice", of: root)
        guard choice == nil || !tools.isEmpty else {
            throw .invalid("invalid request: tool_choice may only be specified with tools.")
        }
        if member("response_format", of: root) != nil, !tools.isEmpty,
            !(elements("documents", of: root).isEmpty)
        {
            throw .invalid(
                "invalid request: response_format is not supported with tools or documents.")
        }
        guard choice != "NONE" else { return }
        let making = ToolReading(reader: reader, request: request)
        request.tools = tools.map { tool in
            let function = member("function", of: tool) ?? tool
            return making.tool(
                named: string("name", of: function) ?? "", kind: .function,
                schema: member("parameters", of: function))
        }
    }
}
