internal import JSON

/// The body of a `/v2/chat` request.
enum CohereRequest {
    private static let text = Shape.record(["type": .any, "text": .text])
    private static let image = Shape.record([
        "type": .any,
        "image_url": .record(
            ["url": .string(.either(.webURL, .dataURI("image/")))], optional: ["detail": .text]),
    ])
    private static let document = Shape.record([
        "type": .any, "document": .record(["data": .any], optional: ["id": .text]),
    ])
    private static let thinking = Shape.record(["type": .any, "thinking": .text])

    private static let call = Shape.record([
        "id": .nonEmpty, "type": .constant("function"),
        "function": .record(["name": .nonEmpty, "arguments": .string(.jsonText)]),
    ])

    private static let message = Shape.tagged(
        "role",
        [
            "system": .record([
                "role": .any,
                "content": .either([.nonEmpty, .filled(.tagged("type", ["text": text]))]),
            ]),
            "user": .record([
                "role": .any,
                "content": .either([
                    .nonEmpty, .filled(.tagged("type", ["text": text, "image_url": image])),
                ]),
            ]),
            "assistant": .record(
                ["role": .any],
                optional: [
                    "content": .either([
                        .text, .list(.tagged("type", ["text": text, "thinking": thinking])), .null,
                    ]), "tool_calls": .list(call), "tool_plan": .textOrNull,
                    "citations": .orNull(.list(.object)),
                ]),
            "tool": .record([
                "role": .any, "tool_call_id": .nonEmpty,
                "content": .either([
                    .text, .filled(.tagged("type", ["text": text, "document": document])),
                ]),
            ]),
        ])

    private static let tool = Shape.record([
        "type": .constant("function"),
        "function": .record(
            ["name": .string(.identifier(1...256))],
            optional: ["description": .textOrNull, "parameters": .object]),
    ])

    private static let format = Shape.tagged(
        "type",
        [
            "text": .record(["type": .any]),
            "json_object": .record(
                ["type": .any], optional: ["json_schema": .object, "schema": .object]),
        ])

    private static let sampling: [String: Shape] = [
        "temperature": .number(0...Double.infinity), "p": .number(0.01...0.99),
        "k": .integer(0...500), "max_tokens": .positive, "stop_sequences": .array(.nonEmpty, 0...5),
        "seed": .anyInteger, "frequency_penalty": .number(0...1),
        "presence_penalty": .number(0...1), "logprobs": .bool,
    ]

    private static let shape = Shape.record(
        ["model": .nonEmpty, "messages": .filled(message)],
        optional: sampling.merging([
            "stream": .bool, "tools": .list(tool), "strict_tools": .bool,
            "tool_choice": .word(["REQUIRED", "NONE"]),
            "documents": .list(.either([.text, .object])), "citation_options": .object,
            "response_format": format,
            "safety_mode": .word(["CONTEXTUAL", "STRICT", "OFF", "NONE"]),
            "thinking": .record(
                ["type": .word(["enabled", "disabled"])], optional: ["token_budget": .positive]),
            "priority": .anyInteger, "raw_prompting": .bool,
        ]) { old, _ in old })

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        checker.check(request, shape, at: "")
        OpenAIChatTurns.check(request.list("messages"), &checker)
        let tools = request.list("tools")
        if request.has("tool_choice") {
            checker.expect(!tools.isEmpty, "tool_choice", "only with tools")
        }
        let isJSON = request["response_format"]?.text("type") == "json_object"
        checker.expect(
            !(isJSON && !tools.isEmpty), "response_format", "json_object not together with tools")
    }
}
