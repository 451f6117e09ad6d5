internal import JSON

/// The response object, alone or inside the events of a stream.
enum OpenAIResponsesObject {
    static let statuses = [
        "queued", "in_progress", "completed", "incomplete", "failed", "cancelled",
    ]

    private static let required: [String: Shape] = [
        "id": .string(.prefixed("resp_")), "object": .constant("response"), "created_at": .positive,
        "status": .word(statuses), "model": .nonEmpty, "output": .list(OpenAIResponsesItems.shape),
        "error": .orNull(.record(["code": .nonEmpty, "message": .nonEmpty])),
        "incomplete_details": .orNull(
            .record(["reason": .word(["max_output_tokens", "content_filter"])])),
        "instructions": .either([.text, .list(.object), .null]),
        "tools": .list(.open(["type": .text])),
        "tool_choice": OpenAIResponsesTools.choice, "parallel_tool_calls": .bool,
        "metadata": .orNull(.object), "temperature": .orNull(.anyNumber),
        "top_p": .orNull(.anyNumber),
    ]

    private static let optional: [String: Shape] = [
        "usage": .orNull(.object), "background": .orNull(.bool), "completed_at": .orNull(.count),
        "max_output_tokens": .orNull(.positive), "max_tool_calls": .orNull(.positive),
        "previous_response_id": .textOrNull, "prompt": .orNull(.object),
        "prompt_cache_key": .textOrNull, "prompt_cache_retention": .textOrNull,
        "prompt_cache_options": .orNull(.object), "reasoning": .orNull(.object),
        "safety_identifier": .textOrNull, "service_tier": .textOrNull, "store": .orNull(.bool),
        "text": .orNull(.object), "top_logprobs": .orNull(.count), "truncation": .textOrNull,
        "user": .textOrNull, "conversation": .orNull(.object), "billing": .object,
        "frequency_penalty": .anyNumber, "presence_penalty": .anyNumber,
        "moderation": .orNull(.object), "tool_usage": .object, "client_metadata": .orNull(.object),
        "context_management": .orNull(.any),
    ]

    private static let shape = Shape.record(required, optional: optional)

    static func check(_ response: JSONValue, at path: String, _ checker: inout Checker) {
        checker.check(response, shape, at: path)
        let status = response.text("status")
        checker.expect(
            (status == "incomplete") == response.has("incomplete_details"),
            path.member("incomplete_details"), "does not fit the status")
        checker.expect(
            (status == "failed") == response.has("error"), path.member("error"),
            "does not fit the status")
        if let usage = response["usage"], !usage.isNull {
            OpenAIResponsesUsage.check(usage, at: path.member("usage"), &checker)
        }
        checkItems(response, at: path, &checker)
    }

    private static func checkItems(
        _ response: JSONValue, at path: String, _ checker: inout Checker
    ) {
        let items = response.list("output")
        for name in ["id", "call_id"] {
            let ids = items.compactMap { $0.text(name) }
            checker.expect(
                Set(ids).count == ids.count, path.member("output"), "two items of one \(name)")
        }
        guard response.text("status") == "completed" || response.text("status") == "incomplete"
        else { return }
        for (index, item) in items.enumerated() {
            OpenAIResponsesItems.checkDone(
                item, at: "\(path.member("output"))[\(index)]", &checker)
        }
    }

    /// Checks an answer that is not a stream: the end of a response.
    static func checkAnswer(_ response: JSONValue, _ checker: inout Checker) {
        check(response, at: "", &checker)
        checkTerminal(response, at: "", &checker)
    }

    static func checkTerminal(
        _ response: JSONValue, at path: String, _ checker: inout Checker
    ) {
        guard response.text("status") == "completed" else { return }
        checker.expect(response.has("usage"), path.member("usage"), "missing")
        checker.expect(
            !response.list("output").isEmpty, path.member("output"), "an answer without anything")
        for (index, item) in response.list("output").enumerated() {
            checker.expect(
                item.text("status") != "incomplete", "\(path.member("output"))[\(index)]",
                "incomplete in a completed response")
        }
    }
}
