/// The fields of a Messages request and of all that stands inside of it; no others are allowed.
enum MessagesShape {
    /// What `POST /v1/messages` takes.
    static let request = Shape.object(
        counted.merging([
            "max_tokens": .required(.integer(0...Int64.max)), "stream": .optional(.bool),
            "temperature": .optional(.number(0...1)), "top_p": .optional(.number(0...1)),
            "top_k": .optional(.integer(0...Int64.max)),
            "stop_sequences": .optional(.list(.text)), "metadata": .optional(metadata),
            "service_tier": .optional(.oneOf(["auto", "standard_only"])),
            "speed": .optional(.oneOf(["standard", "fast"])), "container": .optional(.any),
            "mcp_servers": .optional(.list(.map)), "inference_geo": .optional(.text),
            "diagnostics": .optional(.map), "fallbacks": .optional(.list(.map)),
            "output_format": .optional(.map), "cache_control": .optional(cacheControl),
        ]) { first, _ in first })

    /// What `POST /v1/messages/count_tokens` takes.
    static let count = Shape.object(
        counted.merging(["cache_control": .optional(cacheControl)]) { first, _ in first })

    private static let counted: [String: Shape.Member] = [
        "model": .required(.string(1...256)), "messages": .required(.list(message, 1...100_000)),
        "system": .optional(.stringOr(.list(textBlock))),
        "tools": .optional(.list(MessagesShape.tool)),
        "tool_choice": .optional(toolChoice), "thinking": .optional(thinking),
        "output_config": .optional(outputConfig), "context_management": .optional(.map),
    ]

    static let cacheControl = Shape.object([
        "type": .required(.oneOf(["ephemeral"])), "ttl": .optional(.oneOf(["5m", "1h"])),
    ])

    private static let metadata = Shape.object(["user_id": .optional(.string(0...512))])

    private static let thinking = Shape.tagged(
        "type",
        [
            "enabled": .object([
                "type": .required(.text), "budget_tokens": .required(.integer(1_024...Int64.max)),
                "display": .optional(.oneOf(["summarized", "omitted"])),
            ]),
            "adaptive": .object([
                "type": .required(.text),
                "display": .optional(.oneOf(["summarized", "omitted"])),
            ]),
            "disabled": .object(["type": .required(.text)]),
        ], fallback: nil)

    private static let outputConfig = Shape.object([
        "effort": .optional(.oneOf(["low", "medium", "high", "xhigh", "max"])),
        "format": .optional(
            .object(["type": .required(.oneOf(["json_schema"])), "schema": .required(.map)])),
        "task_budget": .optional(.any),
    ])

    private static let toolChoice = Shape.tagged(
        "type",
        [
            "auto": .object(choice), "any": .object(choice),
            "tool": .object(choice.merging(["name": .required(.text)]) { first, _ in first }),
            "none": .object(["type": .required(.text)]),
        ], fallback: nil)

    private static let choice: [String: Shape.Member] = [
        "type": .required(.text), "disable_parallel_tool_use": .optional(.bool),
    ]

    private static let message = Shape.object([
        "role": .required(.oneOf(["user", "assistant", "system"])),
        "content": .required(.stringOr(.list(MessagesShape.block))),
    ])

    /// A text block, which may be cached and carry citations.
    static let textBlock = Shape.object([
        "type": .required(.oneOf(["text"])), "text": .required(.words),
        "cache_control": .optional(cacheControl), "citations": .optional(.any),
    ])
}
