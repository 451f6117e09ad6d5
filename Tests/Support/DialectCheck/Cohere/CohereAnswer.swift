internal import JSON

/// An answer of `/v2/chat`.
enum CohereAnswer {
    static let stops: [String: CheckedStop] = [
        "COMPLETE": .end, "STOP_SEQUENCE": .stopSequence, "MAX_TOKENS": .length,
        "TOOL_CALL": .tools, "ERROR": .error, "TIMEOUT": .error, "ERROR_TOXIC": .filtered,
    ]

    static let usage = Shape.record(
        [
            "tokens": .record(
                ["input_tokens": .count, "output_tokens": .count],
                optional: ["image_tokens": .count, "reasoning_tokens": .count])
        ],
        optional: ["billed_units": .map(.anyNumber), "cached_tokens": .count])

    private static let call = Shape.record([
        "id": .nonEmpty, "type": .constant("function"),
        "function": .record(["name": .nonEmpty, "arguments": .text]),
    ])

    private static let content = Shape.tagged(
        "type",
        [
            "text": .record(["type": .any, "text": .text]),
            "thinking": .record(["type": .any, "thinking": .text]),
        ])

    private static let shape = Shape.record(
        [
            "id": .nonEmpty, "finish_reason": .word(stops.keys.sorted()),
            "message": .record(
                ["role": .constant("assistant")],
                optional: [
                    "content": .filled(content), "tool_plan": .text, "tool_calls": .filled(call),
                    "citations": .list(.object),
                ]),
        ], optional: ["usage": usage, "logprobs": .list(.object)])

    static func check(_ answer: JSONValue, _ checker: inout Checker) {
        checker.check(answer, shape, at: "")
        let calls = answer["message"]?.list("tool_calls") ?? []
        checkStop(answer.text("finish_reason"), hasCalls: !calls.isEmpty, at: "", &checker)
        checker.expect(
            !calls.isEmpty || answer["message"]?.has("content") == true, "message.content",
            "missing")
        let ids = calls.compactMap { $0.text("id") }
        checker.expect(Set(ids).count == ids.count, "message.tool_calls", "two calls of one id")
        for (index, call) in calls.enumerated() {
            let text = call["function"]?.text("arguments") ?? ""
            checkArguments(text, at: "message.tool_calls[\(index)]", &checker)
        }
    }

    static func checkStop(
        _ reason: String?, hasCalls: Bool, at path: String, _ checker: inout Checker
    ) {
        let place = path.member("finish_reason")
        checker.expect(reason != "TOOL_CALL" || hasCalls, place, "TOOL_CALL without a call")
        checker.expect(
            !(reason == "COMPLETE" && hasCalls), place, "COMPLETE although a tool is called")
    }

    /// A call without arguments has `null` or nothing in their place.
    static func checkArguments(_ text: String, at path: String, _ checker: inout Checker) {
        checker.expect(
            text.isEmpty || text == "null" || JSONText.isObject(text), path,
            "arguments are not the text of a JSON object")
    }
}
