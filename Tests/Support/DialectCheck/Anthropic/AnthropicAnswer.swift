internal import JSON

/// A message that is an answer.
enum AnthropicAnswer {
    static let stops = [
        "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal",
        "model_context_window_exceeded", "compaction",
    ]

    private static let citations = Shape.orNull(
        .list(
            .open([
                "type": .word([
                    "char_location", "page_location", "content_block_location",
                    "web_search_result_location", "search_result_location",
                ])
            ])))

    private static let own: [String: Shape] = [
        "text": .record(["type": .any, "text": .text], optional: ["citations": citations]),
        "thinking": .record(["type": .any, "thinking": .text, "signature": .text]),
        "redacted_thinking": .record(["type": .any, "data": .nonEmpty]),
        "tool_use": .record(
            [
                "type": .any, "id": .string(AnthropicBlocks.id), "name": .nonEmpty,
                "input": .object,
            ], optional: ["caller": .object]),
        "server_tool_use": .open([
            "type": .any, "id": .string(.prefixed("srvtoolu_")), "name": .nonEmpty,
            "input": .object,
        ]),
        "mcp_tool_use": .open(["type": .any, "id": .nonEmpty, "name": .nonEmpty, "input": .object]),
        "container_upload": .open(["type": .any]), "compaction": .open(["type": .any]),
        "fallback": .open(["type": .any]),
    ]

    /// A block of an answer, and of `content_block_start`.
    static let block = Shape.tagged(
        "type",
        AnthropicBlocks.serverResults.reduce(into: own) {
            $0[$1] = .open(["type": .any, "tool_use_id": .nonEmpty, "content": .any])
        })

    static let identity: [String: Shape] = [
        "id": .string(.prefixed("msg_")), "type": .constant("message"),
        "role": .constant("assistant"), "model": .nonEmpty,
    ]

    static let extras: [String: Shape] = [
        "container": .orNull(.object), "context_management": .orNull(.object),
        "stop_details": .orNull(.object), "diagnostics": .orNull(.any),
    ]

    private static let shape = Shape.record(
        identity.merging([
            "content": .list(block), "stop_reason": .word(stops), "stop_sequence": .textOrNull,
            "usage": AnthropicUsage.shape,
        ]) { old, _ in old }, optional: extras)

    static func check(_ answer: JSONValue, _ checker: inout Checker) {
        checker.check(answer, shape, at: "")
        if let usage = answer["usage"] { AnthropicUsage.check(usage, at: "usage", &checker) }
        checkStop(
            answer.text("stop_reason"), blocks: answer.list("content"),
            sequence: answer.text("stop_sequence"), at: "", &checker)
        let ids = answer.list("content").compactMap { $0.text("id") }
        checker.expect(Set(ids).count == ids.count, "content", "two calls of one id")
    }

    static func checkStop(
        _ reason: String?, blocks: [JSONValue], sequence: String?, at path: String,
        _ checker: inout Checker
    ) {
        let place = path.member("stop_reason")
        let calls = blocks.filter { $0.text("type") == "tool_use" }
        checker.expect(
            reason != "tool_use" || !calls.isEmpty, place, "tool_use without a tool_use block")
        // Calls of code the provider runs may be answered already.
        let isWaiting = calls.contains { ($0["caller"]?.text("type") ?? "direct") == "direct" }
        checker.expect(
            !(isWaiting && (reason == "end_turn" || reason == "stop_sequence")), place,
            "\(reason ?? "") although a tool is called")
        checker.expect(
            (reason == "stop_sequence") == (sequence != nil), path.member("stop_sequence"),
            "does not fit the stop_reason")
        checker.expect(
            !blocks.isEmpty || reason != "end_turn", path.member("content"),
            "an answer without anything")
    }
}
