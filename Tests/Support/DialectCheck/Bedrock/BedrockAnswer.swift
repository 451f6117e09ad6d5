internal import JSON

/// An answer of Converse.
enum BedrockAnswer {
    static let stops: [String: CheckedStop] = [
        "end_turn": .end, "tool_use": .tools, "max_tokens": .length,
        "stop_sequence": .stopSequence, "guardrail_intervened": .filtered,
        "content_filtered": .filtered, "malformed_model_output": .error,
        "malformed_tool_use": .error, "model_context_window_exceeded": .length,
    ]

    static let usage = Shape.record(
        ["inputTokens": .count, "outputTokens": .count, "totalTokens": .count],
        optional: [
            "cacheReadInputTokens": .count, "cacheWriteInputTokens": .count,
            "cacheReadInputTokenCount": .count, "cacheWriteInputTokenCount": .count,
            "cacheDetails": .list(.object), "serverToolUsage": .object,
        ])

    static let metrics = Shape.record(["latencyMs": .count])

    private static let block = Shape.record(
        [:],
        optional: [
            "text": .text, "toolUse": BedrockBlocks.toolUse, "toolResult": BedrockBlocks.toolResult,
            "reasoningContent": BedrockBlocks.reasoning, "citationsContent": .object,
            "image": BedrockBlocks.image,
        ])

    static let extras: [String: Shape] = [
        "trace": .object, "performanceConfig": .object, "serviceTier": .object,
        "additionalModelResponseFields": .any,
    ]

    private static let shape = Shape.record(
        [
            "output": .record([
                "message": .record(["role": .constant("assistant"), "content": .list(block)])
            ]),
            "stopReason": .word(stops.keys.sorted()), "usage": usage, "metrics": metrics,
        ], optional: extras)

    static func check(_ answer: JSONValue, _ checker: inout Checker) {
        checker.check(answer, shape, at: "")
        let content = answer["output"]?["message"]?.list("content") ?? []
        for (index, block) in content.enumerated() {
            checker.checkUnion(block, at: "output.message.content[\(index)]")
        }
        if let usage = answer["usage"] { checkUsage(usage, at: "usage", &checker) }
        let calls = clientCalls(content)
        checkStop(answer.text("stopReason"), hasCalls: !calls.isEmpty, at: "", &checker)
        checker.expect(
            !content.isEmpty || answer.text("stopReason") != "end_turn", "output.message.content",
            "an answer without anything")
    }

    /// The calls a client must answer: a server tool brings its result in the same message.
    static func clientCalls(_ content: [JSONValue]) -> [JSONValue] {
        let served = content.compactMap { $0["toolResult"]?.text("toolUseId") }
        return content.compactMap { $0["toolUse"] }.filter { call in
            !served.contains(call.text("toolUseId") ?? "")
        }
    }

    static func checkStop(
        _ reason: String?, hasCalls: Bool, at path: String, _ checker: inout Checker
    ) {
        let place = path.member("stopReason")
        checker.expect(reason != "tool_use" || hasCalls, place, "tool_use without a toolUse block")
        checker.expect(
            !(reason == "end_turn" && hasCalls), place, "end_turn although a tool is called")
    }

    static func checkUsage(_ usage: JSONValue, at path: String, _ checker: inout Checker) {
        let counts = read(usage)
        checker.expect(
            usage.count("totalTokens") == counts.input + counts.output, path,
            "totalTokens is not the sum")
    }

    /// Reads the counts: input excludes what the cache read and wrote.
    static func read(_ usage: JSONValue) -> CheckedUsage {
        let read = usage.count("cacheReadInputTokens")
        let written = usage.count("cacheWriteInputTokens")
        return CheckedUsage(
            input: usage.count("inputTokens") + read + written, cached: read, written: written,
            output: usage.count("outputTokens"))
    }
}
