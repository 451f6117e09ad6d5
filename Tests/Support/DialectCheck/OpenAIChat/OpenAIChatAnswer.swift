internal import JSON

/// A chat answer that is not a stream.
enum OpenAIChatAnswer {
    static let finish = ["stop", "length", "tool_calls", "content_filter", "function_call"]

    private static let call = Shape.tagged(
        "type",
        [
            "function": .record(
                [
                    "id": .nonEmpty, "type": .any,
                    "function": .record(["name": .nonEmpty, "arguments": .nonEmpty]),
                ], optional: ["extra_content": .object]),
            "custom": .record([
                "id": .nonEmpty, "type": .any,
                "custom": .record(["name": .nonEmpty, "input": .text]),
            ]),
        ])

    static let annotation = Shape.tagged(
        "type",
        [
            "url_citation": .record([
                "type": .any,
                "url_citation": .record([
                    "url": .text, "title": .text, "start_index": .count, "end_index": .count,
                ]),
            ])
        ])

    /// Reasoning has no place in the dialect; these extensions are what clients know.
    static let reasoning: [String: Shape] = [
        "reasoning_content": .textOrNull, "reasoning": .textOrNull,
        "reasoning_details": .list(.object),
    ]

    private static let message = Shape.record(
        ["role": .constant("assistant"), "content": .textOrNull, "refusal": .textOrNull],
        optional: [
            "annotations": .list(annotation), "tool_calls": .filled(call),
            "audio": .orNull(
                .record([
                    "id": .nonEmpty, "expires_at": .count, "data": .text, "transcript": .text,
                ])),
            "function_call": .orNull(.record(["name": .nonEmpty, "arguments": .text])),
        ].merging(reasoning) { old, _ in old })

    static let logprobs = Shape.orNull(
        .record(
            [:], optional: ["content": .orNull(.list(.object)), "refusal": .orNull(.list(.object))])
    )

    // The provider's schema requires `logprobs`, and the provider leaves it out.
    private static let choice = Shape.record(
        ["index": .count, "message": message, "finish_reason": .word(finish)],
        optional: ["logprobs": logprobs])

    private static let shape = Shape.record(
        [
            "id": .nonEmpty, "object": .constant("chat.completion"), "created": .positive,
            "model": .nonEmpty, "choices": .filled(choice),
        ],
        optional: [
            "usage": OpenAIChatUsage.shape, "system_fingerprint": .textOrNull,
            "service_tier": .orNull(OpenAIChatRequest.tier), "metadata": .orNull(.object),
            "moderation": .orNull(.object),
        ])

    static func check(_ answer: JSONValue, _ checker: inout Checker) {
        checker.check(answer, shape, at: "")
        for (index, choice) in answer.list("choices").enumerated() {
            let path = "choices[\(index)]"
            checker.expect(choice["index"]?.int == Int64(index), "\(path).index", "not \(index)")
            check(choice, at: path, &checker)
        }
        if let usage = answer["usage"] { OpenAIChatUsage.check(usage, at: "usage", &checker) }
    }

    private static func check(_ choice: JSONValue, at path: String, _ checker: inout Checker) {
        guard let message = choice["message"] else { return }
        let calls = message.list("tool_calls")
        let finish = choice.text("finish_reason")
        checkFinish(finish, hasCalls: !calls.isEmpty, at: path, &checker)
        let ids = calls.compactMap { $0.text("id") }
        checker.expect(Set(ids).count == ids.count, "\(path).message", "two calls of one id")
        for (index, call) in calls.enumerated() where finish != "length" {
            guard let arguments = call["function"]?.text("arguments") else { continue }
            checker.expect(
                JSONText.isObject(arguments), "\(path).message.tool_calls[\(index)]",
                "arguments are not the text of a JSON object")
        }
        checker.expect(
            !calls.isEmpty || finish != "stop" || holdsAnything(message), "\(path).message",
            "an answer without anything")
    }

    static func checkFinish(
        _ finish: String?, hasCalls: Bool, at path: String, _ checker: inout Checker
    ) {
        let place = "\(path).finish_reason"
        if finish == "tool_calls" { checker.expect(hasCalls, place, "tool_calls without a call") }
        if hasCalls { checker.expect(finish != "stop", place, "stop although a tool is called") }
    }

    private static func holdsAnything(_ message: JSONValue) -> Bool {
        ["content", "refusal", "audio", "function_call", "reasoning_content", "reasoning"]
            .contains(where: message.has)
    }
}
