internal import JSON

/// Holds a Responses request against the rules of OpenAI, and takes what an answer needs.
struct ResponsesReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker
    /// Whether the conversation is to be compacted.
    let isCompaction: Bool

    /// Fields that an answer repeats.
    private static let echoed = [
        "instructions", "max_output_tokens", "max_tool_calls", "metadata", "parallel_tool_calls",
        "prompt_cache_key", "reasoning", "safety_identifier", "service_tier", "store",
        "temperature", "text", "tool_choice", "tools", "top_p", "truncation", "user",
    ]

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader, isCompaction: Bool = false) {
        self.reader = reader
        self.isCompaction = isCompaction
        checker = ShapeChecker(reader: reader)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> PromptRequest {
        do {
            try checker.check(
                root, isCompaction ? ResponsesShape.compaction : ResponsesShape.request)
        } catch {
            throw OpenAIWording.error(for: error)
        }
        var request = PromptRequest(model: try modelName(string("model", of: root) ?? ""))
        request.isStreaming = flag("stream", of: root)
        request.maximumTokens = int("max_output_tokens", of: root)
        try checkState()
        if member("stream_options", of: root) != nil, !request.isStreaming {
            throw .invalid(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                "stream_options")
        }
        request.conversation.count(text(member("instructions", of: root)).scalarCount)
        try ResponsesItems(self).read(into: &request)
        try ResponsesTools(self).read(into: &request)
        readReasoning(into: &request)
        try readFormat(into: &request)
        for name in Self.echoed {
            guard let node = member(name, of: root) else { continue }
            reader.appendRaw(node, to: &request.echoed[name, default: []])
        }
        return request
    }

    /// Refuses what would need a store, for there is none.
    private func checkState() throws(ProviderError) {
        if let id = string("previous_response_id", of: root) {
            throw .invalid(
                "Previous response with id '\(id)' not found.", "previous_response_id",
                code: "previous_response_not_found")
        }
        if member("conversation", of: root) != nil {
            throw .invalid("Conversation not found.", "conversation")
        }
        guard member("input", of: root) != nil || member("prompt", of: root) != nil else {
            throw .invalid(
                "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' "
                    + "must be provided.", "input", code: "missing_required_parameter")
        }
        if let input = member("input", of: root), reader.kind(input) == .array,
            reader.count(input) == 0
        {
            throw .invalid(
                "Invalid 'input': empty array. Expected at least one item.", "input",
                code: "empty_array")
        }
    }

    private func readReasoning(into request: inout PromptRequest) {
        request.sendsProofs = elements("include", of: root)
            .contains { reader.string($0) == "reasoning.encrypted_content" }
        guard let reasoning = member("reasoning", of: root) else { return }
        let effort = string("effort", of: reasoning)
        guard effort != "none" else { return }
        let summary = string("summary", of: reasoning) ?? string("generate_summary", of: reasoning)
        request.reasoning = summary == nil ? .hidden : .shown
    }

    private func readFormat(into request: inout PromptRequest) throws(ProviderError) {
        guard let format = member("text", of: root).flatMap({ member("format", of: $0) }) else {
            return
        }
        switch string("type", of: format) {
        case "json_object": request.format = .json(Array(#"{"answer":"mock"}"#.utf8))
        case "json_schema":
            let schema = member("schema", of: format)
            if flag("strict", of: format), let schema {
                try StrictSchema(self).check(
                    schema, of: "response_format '\(string("name", of: format) ?? "")'",
                    at: "text.format.schema")
            }
            request.format = example(of: schema)
        default: break
        }
    }
}
