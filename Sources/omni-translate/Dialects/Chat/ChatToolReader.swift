internal import IPC
internal import JSON

/// Reads tools and the choice between them, today's form and the legacy one.
enum ChatToolReader {
    /// `tools`.
    static func tools(
        _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> [Tool] {
        var tools: [Tool] = []
        let list = try reading.array(value, "tools")
        try reading.forEach(list) { (index, node) throws(GatewayError) in
            tools.append(try tool(node, ChatPlace("tools", index), reading))
        }
        return tools
    }

    private static func tool(
        _ node: JSONTape.Node, _ place: ChatPlace, _ reading: ChatReading
    ) throws(GatewayError) -> Tool {
        _ = try reading.object(node, place.text)  // only its kind is of interest here
        let type = reading.text("type", node) ?? "function"
        var tool: Tool
        switch type {
        case "function":
            // Some clients leave the inner object out, as the other OpenAI dialect does.
            let inner = reading.member("function", node) ?? node
            tool = try function(inner, place.name("function"), reading)
        case "custom":
            guard let inner = reading.member("custom", node) else {
                throw ChatErrors.missing(place.name("custom"))
            }
            tool = Tool(
                name: try name(inner, place.name("custom"), reading),
                description: reading.text("description", inner))
            tool.kind = .custom(format: reading.member("format", inner).map { format($0, reading) })
        default:
            tool = Tool(name: type)
            tool.kind = .builtin(.other(type))
        }
        tool.original = OpaqueValue(.openaiChat, reading.raw(node))
        if let mark = reading.member("cache_control", node) {
            tool.cacheMark = OpaqueValue(.anthropic, reading.raw(mark))
        }
        return tool
    }

    private static func name(
        _ node: JSONTape.Node, _ path: String, _ reading: ChatReading
    ) throws(GatewayError) -> String {
        guard let value = reading.member("name", node) else {
            throw ChatErrors.missing("\(path).name")
        }
        let name = try reading.string(value, "\(path).name")
        guard !name.isEmpty else {
            throw OpenAIErrors.invalidValue("\(path).name", "expected a name")
        }
        return name
    }

    private static func function(
        _ node: JSONTape.Node, _ path: String, _ reading: ChatReading
    ) throws(GatewayError) -> Tool {
        var tool = Tool(
            name: try name(node, path, reading), description: reading.text("description", node))
        if let parameters = reading.member("parameters", node) {
            tool.parameters = reading.raw(try reading.object(parameters, "\(path).parameters"))
        }
        if let strict = reading.member("strict", node) {
            tool.strict = try reading.flag(strict, "\(path).strict")
        }
        return tool
    }

    /// A custom tool's format in the flat form that the canonical model holds: `type`, `syntax`, `definition`.
    private static func format(_ node: JSONTape.Node, _ reading: ChatReading) -> RawJSON {
        guard let grammar = reading.member("grammar", node) else { return reading.raw(node) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "grammar")
            if let syntax = reading.text("syntax", grammar) { writer.member("syntax", syntax) }
            if let definition = reading.text("definition", grammar) {
                writer.member("definition", definition)
            }
        }
        return RawJSON(writer.take())
    }

    /// `functions`.
    static func functions(
        _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> [Tool] {
        var tools: [Tool] = []
        let list = try reading.array(value, "functions")
        try reading.forEach(list) { (index, node) throws(GatewayError) in
            tools.append(try function(node, "functions[\(index)]", reading))
        }
        return tools
    }

    /// `web_search_options`.
    static func webSearch(
        _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> Tool {
        let options = try reading.object(value, "web_search_options")
        var search = WebSearch()
        search.contextSize = reading.text("search_context_size", options)
        if let place = reading.member("user_location", options) {
            search.location = reading.raw(reading.member("approximate", place) ?? place)
        }
        var tool = Tool(name: "web_search")
        tool.kind = .builtin(.webSearch(search))
        tool.original = OpaqueValue(.openaiChat, reading.raw(options))
        return tool
    }

    // MARK: Choice

    private static let words: [String: ToolChoice] = [
        "none": .none, "auto": .auto, "required": .required, "any": .required,
    ]

    /// `tool_choice`.
    static func choice(
        _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> ToolChoice {
        if let word = reading.text(value) {
            guard let choice = words[word] else {
                throw OpenAIErrors.invalidValue(
                    "tool_choice", "expected 'none', 'auto', 'required' or an object")
            }
            return choice
        }
        let node = try reading.object(value, "tool_choice")
        switch reading.text("type", node) {
        case "allowed_tools": return try allowed(node, reading)
        case "custom": return .tool(try chosen("custom", node, reading))
        case "auto": return .auto
        case "none": return .none
        case "any", "required": return .required
        case "function", "tool", nil: return .tool(try chosen("function", node, reading))
        default:
            throw OpenAIErrors.invalidValue(
                "tool_choice.type", "expected 'function', 'custom' or 'allowed_tools'")
        }
    }

    private static func chosen(
        _ member: StaticString, _ node: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> String {
        // Flat as in other dialects, or nested.
        let inner = reading.member(member, node) ?? node
        return try name(inner, "tool_choice.\(member)", reading)
    }

    private static func allowed(
        _ node: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> ToolChoice {
        let inner = reading.member("allowed_tools", node) ?? node
        guard let list = reading.member("tools", inner) else {
            throw ChatErrors.missing("tool_choice.allowed_tools.tools")
        }
        var names: [String] = []
        let array = try reading.array(list, "tool_choice.allowed_tools.tools")
        try reading.forEach(array) { (index, tool) throws(GatewayError) in
            let inner =
                reading.member("function", tool) ?? reading.member("custom", tool) ?? tool
            names.append(
                try name(inner, "tool_choice.allowed_tools.tools[\(index)]", reading))
        }
        return .allowed(names, required: reading.text("mode", inner) == "required")
    }

    /// `function_call`.
    static func legacyChoice(
        _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> ToolChoice {
        if let word = reading.text(value) {
            switch word {
            case "none": return .none
            case "auto": return .auto
            default:
                throw OpenAIErrors.invalidValue(
                    "function_call", "expected 'none', 'auto' or an object")
            }
        }
        return .tool(try name(try reading.object(value, "function_call"), "function_call", reading))
    }
}
