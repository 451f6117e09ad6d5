extension MessagesShape {
    /// A content block of a message.
    static let block = Shape.tagged(
        "type",
        results.merging(
            [
                "text": textBlock, "image": image, "document": document,
                "search_result": searchResult, "tool_use": toolUse, "tool_result": toolResult,
                "thinking": thinking, "redacted_thinking": redacted,
                "server_tool_use": serverToolUse, "mcp_tool_use": .map, "mcp_tool_result": .map,
                "container_upload": .map, "compaction": .map, "fallback": .map,
                "mid_conv_system": .map, "tool_addition": .map, "tool_removal": .map,
            ]) { first, _ in first }, fallback: nil)

    /// The results of tools that the provider runs itself.
    private static let results: [String: Shape] = [
        "web_search_tool_result": serverResult, "web_fetch_tool_result": serverResult,
        "code_execution_tool_result": serverResult, "bash_code_execution_tool_result": serverResult,
        "text_editor_code_execution_tool_result": serverResult,
        "tool_search_tool_result": serverResult, "advisor_tool_result": serverResult,
    ]

    private static let serverResult = Shape.open(["tool_use_id": .required(.name(.id))])

    private static let image = Shape.object([
        "type": .required(.text), "source": .required(imageSource),
        "cache_control": .optional(cacheControl),
    ])

    private static let imageSource = Shape.tagged(
        "type",
        [
            "base64": .object([
                "type": .required(.text), "data": .required(.string(1...Int.max)),
                "media_type": .required(
                    .oneOf(["image/jpeg", "image/png", "image/gif", "image/webp"])),
            ]),
            "url": url, "file": file,
        ], fallback: nil)

    private static let url = Shape.object([
        "type": .required(.text), "url": .required(.string(1...Int.max)),
    ])
    private static let file = Shape.object([
        "type": .required(.text), "file_id": .required(.string(1...Int.max)),
    ])

    private static let document = Shape.object([
        "type": .required(.text), "source": .required(documentSource), "title": .optional(.text),
        "context": .optional(.text), "citations": .optional(citations),
        "cache_control": .optional(cacheControl),
    ])

    private static let citations = Shape.object(["enabled": .optional(.bool)])

    private static let documentSource = Shape.tagged(
        "type",
        [
            "base64": .object([
                "type": .required(.text), "data": .required(.string(1...Int.max)),
                "media_type": .required(.oneOf(["application/pdf"])),
            ]),
            "text": .object([
                "type": .required(.text), "data": .required(.string(1...Int.max)),
                "media_type": .required(.oneOf(["text/plain"])),
            ]),
            "content": .object([
                "type": .required(.text),
                "content": .required(
                    .stringOr(
                        .list(.tagged("type", ["text": textBlock, "image": image], fallback: nil)))
                ),
            ]),
            "url": url, "file": file,
        ], fallback: nil)

    private static let searchResult = Shape.object([
        "type": .required(.text), "source": .required(.text), "title": .required(.text),
        "content": .required(.list(textBlock)), "citations": .optional(citations),
        "cache_control": .optional(cacheControl),
    ])

    private static let toolUse = Shape.object([
        "type": .required(.text), "id": .required(.name(.id)), "name": .required(.string(1...200)),
        "input": .required(.map), "cache_control": .optional(cacheControl),
        "caller": .optional(.map),
    ])

    private static let toolResult = Shape.object([
        "type": .required(.text), "tool_use_id": .required(.name(.id)),
        "is_error": .optional(.bool), "cache_control": .optional(cacheControl),
        "content": .optional(
            .stringOr(
                .list(
                    .tagged(
                        "type",
                        [
                            "text": textBlock, "image": image, "document": document,
                            "search_result": searchResult, "tool_reference": .map,
                        ], fallback: nil), 1...10_000))),
    ])

    private static let thinking = Shape.object([
        "type": .required(.text), "thinking": .required(.text), "signature": .required(.text),
    ])

    private static let redacted = Shape.object([
        "type": .required(.text), "data": .required(.text),
    ])

    private static let serverToolUse = Shape.object([
        "type": .required(.text), "id": .required(.name(.id)), "name": .required(.text),
        "input": .required(.map), "cache_control": .optional(cacheControl),
        "caller": .optional(.map),
    ])
}
