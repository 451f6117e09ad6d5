internal import JSON

/// Holds a Messages request against the rules of Anthropic, and takes what an answer needs.
struct MessagesReader: DialectReading {
    let reader: JSONReader
    let checker: ShapeChecker
    /// The values of `anthropic-beta`, joined.
    let betas: String
    /// Whether tokens are only to be counted.
    let isCounting: Bool

    /// Fields that need a beta whose name holds one of these.
    private static let gated = [
        ("context_management", ["context-management", "compact"]), ("speed", ["fast-mode"]),
        ("mcp_servers", ["mcp-client"]),
    ]

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader, betas: String, isCounting: Bool = false) {
        self.reader = reader
        self.betas = betas
        self.isCounting = isCounting
        checker = ShapeChecker(reader: reader, namesTags: true)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> PromptRequest {
        do {
            try checker.check(root, isCounting ? MessagesShape.count : MessagesShape.request)
        } catch {
            throw MessagesWording.error(for: error)
        }
        try checkBetas()
        let model = string("model", of: root) ?? ""
        var request = PromptRequest(model: try modelName(model))
        request.isStreaming = flag("stream", of: root)
        request.maximumTokens = int("max_tokens", of: root)
        request.conversation.count(joinedText(member("system", of: root)).scalarCount)
        let thinking = try MessagesThinking(self)
        request.reasoning = thinking.shown
        try MessagesTurns(self, thinking: thinking, model: request.model)
            .read(into: &request.conversation)
        try checkCaching()
        try readTools(into: &request, thinking: thinking)
        try checkStops()
        if let config = member("output_config", of: root), let format = member("format", of: config)
        {
            request.format = example(of: member("schema", of: format))
        }
        return request
    }

    private func checkBetas() throws(ProviderError) {
        for (field, names) in Self.gated where member(field, of: root) != nil {
            guard !names.contains(where: { betas.contains($0) }) else { continue }
            throw .invalid("\(field): Extra inputs are not permitted")
        }
    }

    private func checkStops() throws(ProviderError) {
        for stop in elements("stop_sequences", of: root) {
            guard !(reader.string(stop) ?? "").allSatisfy(\.isWhitespace) else {
                throw .invalid("stop_sequences: each stop sequence must contain non-whitespace")
            }
        }
    }

    /// Counts cache marks, of which there may be four, and looks at their order.
    private func checkCaching() throws(ProviderError) {
        var marks: [String] = []
        var hasAutomatic = 0
        if member("cache_control", of: root) != nil { hasAutomatic = 1 }
        func note(_ node: Node) {
            guard reader.kind(node) == .object, let mark = member("cache_control", of: node)
            else { return }
            marks.append(string("ttl", of: mark) ?? "5m")
        }
        elements("tools", of: root).forEach(note)
        elements("system", of: root).forEach(note)
        for message in elements("messages", of: root) {
            for block in elements("content", of: message) {
                note(block)
                elements("content", of: block).forEach(note)
            }
        }
        guard marks.count + hasAutomatic <= 4 else {
            throw .invalid(
                "A maximum of 4 blocks with cache_control may be provided. "
                    + "Found \(marks.count + hasAutomatic).")
        }
        if let short = marks.firstIndex(of: "5m"), marks[short...].contains("1h") {
            throw .invalid(
                "cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' "
                    + "cache_control block.")
        }
    }

    private func readTools(
        into request: inout PromptRequest, thinking: MessagesThinking
    ) throws(ProviderError) {
        let tools = elements("tools", of: root)
        var names: Set<String> = []
        for (index, tool) in tools.enumerated() {
            let name = string("name", of: tool) ?? ""
            guard names.insert(name).inserted else {
                throw .invalid("tools: Tool names must be unique.")
            }
            try checkSchema(of: tool, at: index)
        }
        let choice = member("tool_choice", of: root)
        if choice != nil, tools.isEmpty {
            throw .invalid("tool_choice: `tool_choice` may only be specified while providing tools")
        }
        if !tools.isEmpty, tools.allSatisfy({ flag("defer_loading", of: $0) }) {
            throw .invalid("tools: At least one tool must have defer_loading=false.")
        }
        let kind = choice.flatMap { string("type", of: $0) } ?? "auto"
        if kind == "any" || kind == "tool", thinking.isManual {
            throw .invalid("Thinking may not be enabled when tool_choice forces tool use.")
        }
        let only = choice.flatMap { string("name", of: $0) }
        if let only, !names.contains(only) {
            throw .invalid("tool_choice.tool.name: Tool '\(only)' not found in provided tools")
        }
        guard kind != "none" else { return }
        let making = ToolReading(reader: reader, request: request)
        request.tools = tools.compactMap { tool in
            let name = string("name", of: tool) ?? ""
            guard only == nil || only == name else { return nil }
            let type = string("type", of: tool) ?? "custom"
            // Of the tools that the provider knows, only that one is run by the client and simple.
            guard type == "custom" || type.hasPrefix("bash_") else { return nil }
            return making.tool(
                named: name, kind: .function, schema: member("input_schema", of: tool))
        }
    }

    private func checkSchema(of tool: Node, at index: Int) throws(ProviderError) {
        guard let schema = member("input_schema", of: tool) else { return }
        for combinator in ["oneOf", "allOf", "anyOf"] where member(combinator, of: schema) != nil {
            throw .invalid(
                "tools.\(index).custom.input_schema: input_schema does not support oneOf, allOf, "
                    + "or anyOf at the top level")
        }
    }
}
