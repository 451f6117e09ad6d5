internal import IPC
internal import JSON

/// Reads the tools of a request (facts: openai-responses, section 4).
struct ResponsesToolReader {
    private(set) var tools: [Tool] = []
    private var seen: Set<String> = []

    /// Reads a list of tools; one that was declared already is left out (pitfall 125).
    mutating func read(_ list: JSONValue, _ path: String) throws(GatewayError) {
        for (index, tool) in try ResponsesValue.array(list, path).enumerated() {
            let place = "\(path)[\(index)]"
            try ResponsesValue.object(tool, place)
            let type = try ResponsesValue.required(tool["type"], "\(place).type")
            switch type {
            case "function", "custom":
                add(try named(tool, type, place))
            case "namespace": try namespace(tool, place)
            default: add(builtin(tool, type))
            }
        }
    }

    private mutating func add(_ tool: Tool) {
        if case .builtin = tool.kind, tool.parameters == nil {
            // There may be several of a kind, such as MCP servers.
            tools.append(tool)
            return
        }
        let key = "\(tool.namespace ?? "")\0\(tool.name)"
        if seen.insert(key).inserted { tools.append(tool) }
    }

    private func named(
        _ value: JSONValue, _ type: String, _ path: String
    ) throws(GatewayError) -> Tool {
        // Some clients nest a function as openai-chat does.
        let body = value["name"] == nil ? value[type] ?? value : value
        let name = try ResponsesValue.required(body["name"], "\(path).name")
        var tool = Tool(
            name: name,
            description: try ResponsesValue.optional(body["description"], "\(path).description"))
        tool.original = OpaqueValue(.openaiResponses, value.rawJSON)
        if type == "custom" {
            tool.kind = .custom(format: body["format"].flatMap { $0.isNull ? nil : $0.rawJSON })
            return tool
        }
        if let parameters = body["parameters"], !parameters.isNull {
            try ResponsesValue.object(parameters, "\(path).parameters")
            tool.parameters = parameters.rawJSON
        }
        if let strict = body["strict"] {
            tool.strict = try ResponsesValue.bool(strict, "\(path).strict")
        }
        if body.node != value.node { tool.original = nil }
        return tool
    }

    private mutating func namespace(_ value: JSONValue, _ path: String) throws(GatewayError) {
        let name = try ResponsesValue.required(value["name"], "\(path).name")
        guard let list = value["tools"] else { throw ResponsesErrors.missing("\(path).tools") }
        // Shared by all of the group, so that it can be declared again as it came.
        let original = OpaqueValue(.openaiResponses, value.rawJSON)
        for (index, inner) in try ResponsesValue.array(list, "\(path).tools").enumerated() {
            let place = "\(path).tools[\(index)]"
            let type = try ResponsesValue.required(inner["type"], "\(place).type")
            guard type == "function" || type == "custom" else { continue }
            var tool = try named(inner, type, place)
            tool.namespace = name
            tool.original = original
            add(tool)
        }
    }

    private func builtin(_ value: JSONValue, _ type: String) -> Tool {
        var tool = Tool(name: Self.builtinName(type))
        tool.original = OpaqueValue(.openaiResponses, value.rawJSON)
        switch tool.name {
        case "web_search": tool.kind = .builtin(.webSearch(webSearch(value)))
        case "code_interpreter": tool.kind = .builtin(.codeExecution)
        default:
            tool.kind = .builtin(.other(type))
            if let local = ResponsesLocalTool.named(tool.name) {
                tool.description = local.description
                tool.parameters = local.parameters
            }
        }
        return tool
    }

    /// The name by which a tool of the dialect's own is chosen, whatever the version of its type.
    static func builtinName(_ type: String) -> String {
        if type.hasPrefix("web_search") { return "web_search" }
        if type.hasPrefix("computer") { return "computer" }
        return type
    }

    private func webSearch(_ value: JSONValue) -> WebSearch {
        var search = WebSearch()
        search.contextSize = value.text("search_context_size")
        let filters = value["filters"]
        search.allowedDomains = (filters?["allowed_domains"]?.array ?? []).compactMap(\.string)
        search.blockedDomains = (filters?["blocked_domains"]?.array ?? []).compactMap(\.string)
        if let location = value["user_location"], location.kind == .object {
            search.location = location.rawJSON
        }
        return search
    }
}
