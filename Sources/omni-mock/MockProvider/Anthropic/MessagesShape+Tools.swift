extension MessagesShape {
    /// A tool: one of the client's own, told by its schema, or one that the provider knows.
    static let tool = Shape.tagged(
        "type",
        Dictionary(uniqueKeysWithValues: known.map { ($0, knownTool) })
            .merging(["custom": custom, "mcp_toolset": .map]) { first, _ in first },
        fallback: "custom")

    /// Types of tools that come with a schema of their own.
    private static let known = [
        "bash_20241022", "bash_20250124", "text_editor_20241022", "text_editor_20250124",
        "text_editor_20250429", "text_editor_20250728", "computer_20241022", "computer_20250124",
        "computer_20251124", "web_search_20250305", "web_search_20260209", "web_search_20260318",
        "web_fetch_20250910", "web_fetch_20260209", "web_fetch_20260318",
        "code_execution_20250522", "code_execution_20250825", "code_execution_20260120",
        "code_execution_20260521", "memory_20250818", "tool_search_tool_regex_20251119",
        "tool_search_tool_bm25_20251119", "tool_search_tool_regex", "tool_search_tool_bm25",
        "advisor_20260301",
    ]

    private static let knownTool = Shape.open([
        "type": .required(.text), "name": .required(.name(.long)),
        "cache_control": .optional(cacheControl),
    ])

    private static let custom = Shape.object([
        "type": .optional(.text), "name": .required(.name(.long)), "description": .optional(.text),
        "input_schema": .required(
            .open(["type": .required(.oneOf(["object"])), "properties": .optional(.map)])),
        "strict": .optional(.bool), "cache_control": .optional(cacheControl),
        "defer_loading": .optional(.bool), "eager_input_streaming": .optional(.bool),
        "input_examples": .optional(.list(.map)), "allowed_callers": .optional(.list(.text)),
    ])
}
