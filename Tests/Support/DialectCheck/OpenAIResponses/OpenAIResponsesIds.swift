/// Ids of items: at most 64 characters, with the prefix of the kind.
enum OpenAIResponsesIds {
    static let call = StringRule.length(1...64)

    private static let prefixes = [
        "message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc",
        "web_search_call": "ws", "file_search_call": "fs", "code_interpreter_call": "ci",
        "image_generation_call": "ig", "mcp_call": "mcp", "mcp_list_tools": "mcpl",
        "function_call_output": "fc", "custom_tool_call_output": "ctco",
    ]

    static func rule(_ type: String) -> StringRule {
        guard let prefix = prefixes[type] else { return .length(1...64) }
        return .prefixed(prefix, upTo: 64)
    }
}
