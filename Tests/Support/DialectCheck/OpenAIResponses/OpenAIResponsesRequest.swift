internal import JSON

/// The body of a responses request.
enum OpenAIResponsesRequest {
    private static let include = Shape.word([
        "reasoning.encrypted_content", "message.output_text.logprobs", "web_search_call.results",
        "web_search_call.action.sources", "file_search_call.results",
        "code_interpreter_call.outputs", "message.input_image.image_url",
        "computer_call_output.output.image_url",
    ])

    private static let format = Shape.tagged(
        "type",
        [
            "text": .record(["type": .any]), "json_object": .record(["type": .any]),
            "json_schema": .record(
                ["type": .any, "name": .string(.identifier(1...64)), "schema": .object],
                optional: ["strict": .bool, "description": .text], nulls: true),
        ])

    private static let reasoning = Shape.record(
        [:],
        optional: [
            "effort": OpenAIChatRequest.effort, "summary": .word(["auto", "concise", "detailed"]),
            "generate_summary": .word(["auto", "concise", "detailed"]),
            "mode": .word(["standard", "pro"]),
            "context": .word(["auto", "current_turn", "all_turns"]),
        ], nulls: true)

    private static let output: [String: Shape] = [
        "reasoning": reasoning, "include": .list(include),
        "max_output_tokens": .integer(16...Int64.max),
        "text": .record(
            [:], optional: ["format": format, "verbosity": .word(["low", "medium", "high"])],
            nulls: true),
        "temperature": .number(0...2), "top_p": .number(0...1), "top_logprobs": .integer(0...20),
        "stream": .bool, "stream_options": .record([:], optional: ["include_obfuscation": .bool]),
        "truncation": .word(["auto", "disabled"]), "background": .bool,
    ]

    private static let state: [String: Shape] = [
        "input": .either([.text, .list(.object)]), "instructions": .text,
        "previous_response_id": .nonEmpty, "conversation": .either([.nonEmpty, .object]),
        "prompt": .open(["id": .nonEmpty]), "client_metadata": .object,
        "context_management": .list(.object),
    ]

    private static let tools: [String: Shape] = [
        "tools": OpenAIResponsesTools.shape, "tool_choice": OpenAIResponsesTools.choice,
        "parallel_tool_calls": .bool, "max_tool_calls": .positive,
    ]

    private static let shape = Shape.record(
        [:],
        optional: [
            ["model": .nonEmpty], output, state, tools, OpenAIChatRequest.account,
        ].joined(), nulls: true)

    static func check(
        _ request: JSONValue, _ context: RequestContext, _ checker: inout Checker
    ) {
        checker.check(request, shape, at: "")
        checkPresence(request, &checker)
        OpenAIResponsesInput.check(request, &checker)
        OpenAIResponsesTools.check(request, &checker)
        OpenAIMetadata.check(request, &checker)
        checkFormat(request, &checker)
        guard context.isOrigin, let rules = OpenAIModelRules.of(context.model) else { return }
        rules.check(
            request, effort: request["reasoning"]?.text("effort"), at: "reasoning.effort", &checker)
    }

    private static func checkPresence(_ request: JSONValue, _ checker: inout Checker) {
        let isStored = request.has("prompt")
        checker.expect(request.has("model") || isStored, "model", "missing")
        let continues = request.has("previous_response_id") || request.has("conversation")
        checker.expect(request.has("input") || isStored || continues, "input", "missing")
        checker.expect(
            !(request.has("previous_response_id") && request.has("conversation")), "conversation",
            "not together with previous_response_id")
        if request["background"]?.bool == true {
            checker.expect(request["store"]?.bool != false, "background", "needs store")
        }
    }

    private static func checkFormat(_ request: JSONValue, _ checker: inout Checker) {
        guard let format = request["text"]?["format"] else { return }
        if format.text("type") == "json_object" {
            let source = (request["input"]?.rawText ?? "") + (request.text("instructions") ?? "")
            checker.expect(
                source.lowercased().contains("json"), "text.format",
                "json_object without the word JSON")
        }
        if format["strict"]?.bool == true, let schema = format["schema"] {
            StrictSchema.check(schema, at: "text.format.schema", &checker)
        }
    }
}
