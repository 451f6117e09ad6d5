/// The fields of a Responses request and of what stands inside of it.
enum ResponsesShape {
    /// What `POST /v1/responses` takes.
    static let request = Shape.object([
        "model": .required(.string(1...256)), "input": .optional(.stringOr(.list(item))),
        "instructions": .optional(.text), "previous_response_id": .optional(.text),
        "conversation": .optional(.any), "tools": .optional(.list(ResponsesShape.tool)),
        "tool_choice": .optional(.stringOr(toolChoice)), "parallel_tool_calls": .optional(.bool),
        "max_tool_calls": .optional(.count), "reasoning": .optional(reasoning),
        "text": .optional(text), "include": .optional(.list(.oneOf(includes))),
        "max_output_tokens": .optional(.integer(16...Int64.max)),
        "temperature": .optional(.number(0...2)), "top_p": .optional(.number(0...1)),
        "top_logprobs": .optional(.integer(0...20)), "store": .optional(.bool),
        "stream": .optional(.bool),
        "stream_options": .optional(.object(["include_obfuscation": .optional(.bool)])),
        "truncation": .optional(.oneOf(["auto", "disabled"])),
        "context_management": .optional(.list(.open(["type": .required(.text)]))),
        "service_tier": .optional(
            .oneOf(["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"])),
        "metadata": .optional(.map), "safety_identifier": .optional(.string(0...64)),
        "prompt_cache_key": .optional(.string(0...1_024)),
        "prompt_cache_options": .optional(.map), "prompt_cache_retention": .optional(.text),
        "user": .optional(.text), "background": .optional(.bool), "prompt": .optional(.map),
        "moderation": .optional(.map), "client_metadata": .optional(.map),
    ])

    /// What `POST /v1/responses/compact` takes.
    static let compaction = Shape.object([
        "model": .required(.string(1...256)),
        "input": .required(.stringOr(.list(item, 1...100_000))),
        "instructions": .optional(.text), "previous_response_id": .optional(.text),
        "prompt_cache_key": .optional(.string(0...1_024)), "service_tier": .optional(.text),
        "tools": .optional(.list(ResponsesShape.tool)), "parallel_tool_calls": .optional(.bool),
        "reasoning": .optional(reasoning), "text": .optional(text),
        "client_metadata": .optional(.map),
    ])

    private static let includes = [
        "reasoning.encrypted_content", "message.output_text.logprobs", "web_search_call.results",
        "web_search_call.action.sources", "file_search_call.results",
        "code_interpreter_call.outputs", "message.input_image.image_url",
        "computer_call_output.output.image_url",
    ]

    private static let reasoning = Shape.object([
        "effort": .optional(.oneOf(["none", "minimal", "low", "medium", "high", "xhigh", "max"])),
        "summary": .optional(.oneOf(["auto", "concise", "detailed"])),
        "generate_summary": .optional(.oneOf(["auto", "concise", "detailed"])),
        "mode": .optional(.oneOf(["standard", "pro"])),
        "context": .optional(.oneOf(["auto", "current_turn", "all_turns"])),
    ])

    private static let text = Shape.object([
        "verbosity": .optional(.oneOf(["low", "medium", "high"])),
        "format": .optional(
            .tagged(
                "type",
                [
                    "text": .object(["type": .required(.text)]),
                    "json_object": .object(["type": .required(.text)]),
                    "json_schema": .object([
                        "type": .required(.text), "name": .required(.name(.short)),
                        "schema": .required(.map), "strict": .optional(.bool),
                        "description": .optional(.text),
                    ]),
                ], fallback: nil)),
    ])

    private static let toolChoice = Shape.tagged(
        "type",
        [
            "function": named, "custom": named,
            "allowed_tools": .object([
                "type": .required(.text), "mode": .required(.oneOf(["auto", "required"])),
                "tools": .required(.list(.map, 1...4_096)),
            ]),
            "mcp": .map, "web_search": .map, "web_search_preview": .map, "file_search": .map,
            "image_generation": .map, "code_interpreter": .map, "computer": .map,
            "apply_patch": .map, "shell": .map, "local_shell": .map,
        ], fallback: nil)

    private static let named = Shape.object([
        "type": .required(.text), "name": .required(.text), "namespace": .optional(.text),
    ])

    /// A tool on offer.
    static let tool = Shape.tagged(
        "type",
        Dictionary(uniqueKeysWithValues: known.map { ($0, Shape.map) })
            .merging(
                [
                    "function": function, "custom": custom,
                    "namespace": .object([
                        "type": .required(.text), "name": .required(.name(.long)),
                        "description": .optional(.text),
                        "tools": .required(
                            .list(
                                .tagged(
                                    "type", ["function": function, "custom": custom],
                                    fallback: nil), 1...4_096)),
                    ]),
                ]) { first, _ in first }, fallback: nil)

    /// Types of tools that the mock takes and does not look into.
    private static let known = [
        "web_search", "web_search_2025_08_26", "web_search_preview",
        "web_search_preview_2025_03_11", "file_search", "code_interpreter", "image_generation",
        "computer", "computer_use_preview", "mcp", "local_shell", "shell", "apply_patch",
        "tool_search", "programmatic_tool_calling",
    ]

    private static let function = Shape.object([
        "type": .required(.text), "name": .required(.name(.long)), "description": .optional(.text),
        "parameters": .optional(.map), "strict": .optional(.bool),
        "defer_loading": .optional(.bool), "output_schema": .optional(.map),
        "allowed_callers": .optional(.list(.text)),
    ])

    private static let custom = Shape.object([
        "type": .required(.text), "name": .required(.name(.long)), "description": .optional(.text),
        "defer_loading": .optional(.bool),
        "format": .optional(
            .tagged(
                "type",
                [
                    "text": .object(["type": .required(.text)]),
                    "grammar": .object([
                        "type": .required(.text), "syntax": .required(.oneOf(["lark", "regex"])),
                        "definition": .required(.text),
                    ]),
                ], fallback: nil)),
    ])
}
