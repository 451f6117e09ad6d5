internal import JSON

/// xAI's counts of the tools that it ran, in `usage` of openai-chat and openai-responses.
enum ServerToolDetails {
    private static let names: [(StaticString, ServerTool)] = [
        ("web_search_calls", .webSearch), ("x_search_calls", .postSearch),
        ("code_interpreter_calls", .codeExecution), ("file_search_calls", .fileSearch),
        ("document_search_calls", .documentSearch), ("image_generation_calls", .imageGeneration),
    ]

    /// The counts of `server_side_tool_usage_details`.
    static func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> ServerToolCounts {
        var counts = ServerToolCounts()
        for (name, tool) in names {
            counts[tool] = tape.tokenCount(name, of: node, in: bytes)
        }
        return counts
    }
}
