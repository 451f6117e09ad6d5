internal import JSON

/// Which tool must be called (facts: openai-responses, section 4).
enum ResponsesToolChoice {
    /// Reads a choice; nil for one that only this dialect knows, such as a tool of an MCP server.
    static func read(_ value: JSONValue) throws(GatewayError) -> ToolChoice? {
        if let mode = value.string { return try plain(mode, "tool_choice") }
        try ResponsesValue.object(value, "tool_choice")
        let type = try ResponsesValue.required(value["type"], "tool_choice.type")
        switch type {
        case "function", "custom":
            // Some clients nest the name as openai-chat does.
            let name = value["name"] ?? value[type]?["name"]
            return .tool(try ResponsesValue.required(name, "tool_choice.name"))
        case "allowed_tools": return try allowed(value)
        case "mcp": return nil
        default: return .tool(ResponsesToolReader.builtinName(type))
        }
    }

    private static func plain(_ mode: String, _ path: String) throws(GatewayError) -> ToolChoice {
        switch mode {
        case "auto": return .auto
        case "none": return .none
        case "required", "any": return .required
        default: throw OpenAIErrors.invalidValue(path, "no such choice")
        }
    }

    private static func allowed(_ value: JSONValue) throws(GatewayError) -> ToolChoice {
        let mode = try ResponsesValue.optional(value["mode"], "tool_choice.mode") ?? "auto"
        guard let tools = value["tools"] else { throw ResponsesErrors.missing("tool_choice.tools") }
        var names: [String] = []
        let all = try ResponsesValue.array(tools, "tool_choice.tools")
        for (index, tool) in all.enumerated() {
            let type = tool.text("type") ?? "function"
            if let name = tool.text("name") {
                names.append(name)
            } else if type != "function", type != "custom" {
                names.append(ResponsesToolReader.builtinName(type))
            } else {
                throw ResponsesErrors.missing("tool_choice.tools[\(index)].name")
            }
        }
        return .allowed(names, required: mode == "required")
    }

    /// Writes a choice; `tools` are those that were declared.
    static func write(
        _ choice: ToolChoice, _ tools: ResponsesToolWriter, into writer: inout JSONWriter
    ) {
        switch choice {
        case .auto: writer.string("auto")
        case .none: writer.string("none")
        case .required: writer.string("required")
        case .tool(let name): reference(name, tools, into: &writer)
        case .allowed(let names, let isRequired):
            writer.object { writer in
                writer.member("type", "allowed_tools")
                writer.member("mode", isRequired ? "required" : "auto")
                writer.name("tools")
                writer.array { writer in
                    for name in names where tools.declares(name) {
                        reference(name, tools, into: &writer)
                    }
                }
            }
        }
    }

    private static func reference(
        _ name: String, _ tools: ResponsesToolWriter, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            switch tools.kind(of: name) {
            case .function:
                writer.member("type", "function")
                writer.member("name", tools.providerName(name))
            case .custom:
                writer.member("type", "custom")
                writer.member("name", tools.providerName(name))
            case .builtin(let type): writer.member("type", type)
            }
        }
    }
}
