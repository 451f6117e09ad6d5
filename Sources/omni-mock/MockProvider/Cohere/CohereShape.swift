/// The fields of a request to Cohere's chat; no others are allowed.
enum CohereShape {
    /// What `POST /v2/chat` takes.
    static let request = Shape.object([
        "model": .required(.string(1...256)), "messages": .required(.list(message, 1...100_000)),
        "stream": .optional(.bool), "tools": .optional(.list(tool)),
        "tool_choice": .optional(.oneOf(["REQUIRED", "NONE"])), "strict_tools": .optional(.bool),
        "documents": .optional(.list(.any)), "citation_options": .optional(.map),
        "response_format": .optional(
            .tagged(
                "type",
                [
                    "text": .object(["type": .required(.text)]),
                    "json_object": .object([
                        "type": .required(.text), "json_schema": .optional(.map),
                        "schema": .optional(.map),
                    ]),
                ], fallback: nil)),
        "safety_mode": .optional(.oneOf(["CONTEXTUAL", "STRICT", "OFF"])),
        "max_tokens": .optional(.integer(0...Int64.max)),
        "stop_sequences": .optional(.list(.text, 0...5)), "temperature": .optional(.number(0...2)),
        "seed": .optional(.integer(0...Int64.max)),
        "frequency_penalty": .optional(.number(0...1)),
        "presence_penalty": .optional(.number(0...1)), "k": .optional(.integer(0...500)),
        "p": .optional(.number(0.01...0.99)), "logprobs": .optional(.bool),
        "priority": .optional(.integer(0...999)),
        "thinking": .optional(
            .object([
                "type": .required(.oneOf(["enabled", "disabled"])),
                "token_budget": .optional(.integer(0...Int64.max)),
            ])),
    ])

    private static let message = Shape.tagged(
        "role",
        [
            "system": .object([
                "role": .required(.text), "content": .required(.stringOr(.list(textPart))),
            ]),
            "user": .object([
                "role": .required(.text), "content": .required(.stringOr(.list(userPart))),
            ]),
            "assistant": .object([
                "role": .required(.text), "content": .optional(.stringOr(.list(assistantPart))),
                "tool_calls": .optional(.list(call)), "tool_plan": .optional(.text),
                "citations": .optional(.list(.map)),
            ]),
            "tool": .object([
                "role": .required(.text), "tool_call_id": .required(.string(1...Int.max)),
                "content": .required(.stringOr(.list(toolPart))),
            ]),
        ], fallback: nil)

    private static let textPart = Shape.tagged("type", ["text": text], fallback: nil)
    private static let text = Shape.object(["type": .required(.text), "text": .required(.text)])

    private static let userPart = Shape.tagged(
        "type",
        [
            "text": text,
            "image_url": .object([
                "type": .required(.text),
                "image_url": .required(
                    .object(["url": .required(.string(1...Int.max)), "detail": .optional(.text)])),
            ]),
        ], fallback: nil)

    private static let assistantPart = Shape.tagged(
        "type",
        [
            "text": text,
            "thinking": .object(["type": .required(.text), "thinking": .required(.text)]),
        ], fallback: nil)

    private static let toolPart = Shape.tagged(
        "type",
        [
            "text": text,
            "document": .object(["type": .required(.text), "document": .required(.map)]),
        ], fallback: nil)

    private static let call = Shape.object([
        "id": .required(.string(1...Int.max)), "type": .required(.oneOf(["function"])),
        "function": .required(
            .object(["name": .required(.text), "arguments": .required(.text)])),
    ])

    private static let tool = Shape.object([
        "type": .required(.oneOf(["function"])),
        "function": .required(
            .object([
                "name": .required(.name(.long)), "description": .optional(.text),
                "parameters": .required(.map),
            ])),
    ])
}
