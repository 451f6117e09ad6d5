internal import JSON

/// Reads `tools` and `tool_choice` (facts: anthropic-messages, section 4).
enum AnthropicToolReader {
    /// Reads the declarations.
    static func tools(_ field: AnthropicField) throws(GatewayError) -> [Tool] {
        var tools: [Tool] = []
        for element in try field.elements() { tools.append(try tool(element.object())) }
        return tools
    }

    private static func tool(_ field: AnthropicField) throws(GatewayError) -> Tool {
        let type = try field["type"]?.text() ?? "custom"
        var tool = Tool(name: "")
        if type == "custom" {
            tool.name = try field.required("name").text()
            tool.description = try field["description"]?.text()
            tool.parameters = try field.required("input_schema").object().raw
            tool.strict = try field["strict"]?.flag()
        } else {
            tool.name = try field["name"]?.text() ?? type
            tool.kind = .builtin(try builtin(type, field))
            if let known = AnthropicClientTools.find(type) {
                tool.description = known.description
                tool.parameters = RawJSON(known.schema)
            }
        }
        tool.cacheMark = field["cache_control"]?.opaque
        tool.original = field.opaque
        return tool
    }

    private static func builtin(
        _ type: String, _ field: AnthropicField
    ) throws(GatewayError) -> BuiltinTool {
        if type.hasPrefix("web_search_") { return .webSearch(try webSearch(field)) }
        if type.hasPrefix("code_execution_") { return .codeExecution }
        return .other(type)
    }

    private static func webSearch(_ field: AnthropicField) throws(GatewayError) -> WebSearch {
        var search = WebSearch()
        search.maxUses = try field["max_uses"]?.integer()
        search.allowedDomains = try field["allowed_domains"]?.texts() ?? []
        search.blockedDomains = try field["blocked_domains"]?.texts() ?? []
        if let location = field["user_location"] {
            search.location =
                AnthropicExtras.members(of: try location.object().value, besides: ["type"])?.json
        }
        return search
    }

    /// Reads the choice and whether several calls at a time are wanted.
    static func choice(
        _ field: AnthropicField, into request: inout ModelRequest
    ) throws(GatewayError) {
        let tag = try field.object().required("type")
        let type = try tag.text()
        switch type {
        case "auto": request.toolChoice = .auto
        case "any": request.toolChoice = .required
        case "none": request.toolChoice = ToolChoice.none
        case "tool": request.toolChoice = .tool(try field.required("name").text())
        default: throw field.unknownTag(type)
        }
        if let disables = field["disable_parallel_tool_use"] {
            request.parallelToolCalls = try !disables.flag()
        }
    }
}
