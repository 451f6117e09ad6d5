/// Content blocks of requests.
enum AnthropicBlocks {
    static let cache = Shape.record(
        ["type": .constant("ephemeral")], optional: ["ttl": .word(["5m", "1h"])])

    private static let images = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    private static let imageSource = Shape.tagged(
        "type",
        [
            "base64": .record(["type": .any, "media_type": .word(images), "data": .string(.base64)]
            ),
            "url": .record(["type": .any, "url": .string(.webURL)]),
            "file": .record(["type": .any, "file_id": .nonEmpty]),
        ])

    private static let documentSource = Shape.tagged(
        "type",
        [
            "base64": .record([
                "type": .any, "media_type": .constant("application/pdf"), "data": .string(.base64),
            ]),
            "text": .record([
                "type": .any, "media_type": .constant("text/plain"), "data": .string(.nonEmpty),
            ]),
            "content": .record(["type": .any, "content": .either([.nonEmpty, .filled(.object)])]),
            "url": .record(["type": .any, "url": .string(.webURL)]),
            "file": .record(["type": .any, "file_id": .nonEmpty]),
        ])

    private static let citations = Shape.record(["enabled": .bool])

    static let text = Shape.record(
        ["type": .any, "text": .string(.visible)],
        optional: ["cache_control": cache, "citations": .orNull(.list(.object))])

    private static let image = Shape.record(
        ["type": .any, "source": imageSource], optional: ["cache_control": cache])

    private static let document = Shape.record(
        ["type": .any, "source": documentSource],
        optional: [
            "title": .textOrNull, "context": .textOrNull, "citations": citations,
            "cache_control": cache,
        ])

    private static let searchResult = Shape.record(
        ["type": .any, "source": .text, "title": .text, "content": .filled(.object)],
        optional: ["citations": citations, "cache_control": cache])

    static let id = StringRule.identifier(1...Int.max)
    static let name = StringRule.identifier(1...128)

    private static let media: [String: Shape] = [
        "text": text, "image": image, "document": document, "search_result": searchResult,
    ]

    private static let toolReference = Shape.record(
        ["type": .any, "tool_name": .string(name)], optional: ["cache_control": cache])

    private static let toolResult = Shape.record(
        ["type": .any, "tool_use_id": .string(id)],
        optional: [
            "content": .either([
                .text,
                .filled(
                    .tagged(
                        "type", media.merging(["tool_reference": toolReference]) { old, _ in old })),
            ]), "is_error": .bool, "cache_control": cache,
        ])

    private static let toolUse = Shape.record(
        ["type": .any, "id": .string(id), "name": .string(name), "input": .object],
        optional: ["cache_control": cache, "caller": .object])

    private static let thinking: [String: Shape] = [
        "thinking": .record(["type": .any, "thinking": .text, "signature": .nonEmpty]),
        "redacted_thinking": .record(["type": .any, "data": .nonEmpty]),
    ]

    private static let server: [String: Shape] = [
        "server_tool_use": .open([
            "type": .any, "id": .string(.prefixed("srvtoolu_")), "name": .nonEmpty,
            "input": .object,
        ]),
        "mcp_tool_use": .open([
            "type": .any, "id": .nonEmpty, "name": .nonEmpty, "server_name": .nonEmpty,
            "input": .object,
        ]),
    ]

    /// Results of tools the provider runs, each with its own content.
    static let serverResults = [
        "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result",
        "bash_code_execution_tool_result", "text_editor_code_execution_tool_result",
        "tool_search_tool_result", "mcp_tool_result", "advisor_tool_result",
    ]

    private static let beta = ["container_upload", "compaction", "fallback"]

    static let user = Shape.tagged(
        "type", [media, ["tool_result": toolResult], opaque(beta)].joined())

    static let assistant = Shape.tagged(
        "type",
        [
            ["text": text, "tool_use": toolUse], thinking, server, opaque(beta),
            serverResults.reduce(into: [:]) {
                $0[$1] = .open(["type": .any, "tool_use_id": .nonEmpty, "content": .any])
            },
        ].joined())

    static let system = Shape.tagged(
        "type",
        [["text": text], opaque(["mid_conv_system", "tool_addition", "tool_removal"])].joined())

    private static func opaque(_ types: [String]) -> [String: Shape] {
        types.reduce(into: [:]) { $0[$1] = .open(["type": .any]) }
    }
}
