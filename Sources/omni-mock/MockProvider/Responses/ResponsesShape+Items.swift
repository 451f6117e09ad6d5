extension ResponsesShape {
    /// An item of the input; without a type it is a message.
    static let item = Shape.tagged(
        "type",
        Dictionary(uniqueKeysWithValues: hosted.map { ($0, Shape.map) })
            .merging(
                [
                    "message": message, "reasoning": reasoningItem,
                    "function_call": functionCall, "function_call_output": callOutput,
                    "custom_tool_call": customCall, "custom_tool_call_output": callOutput,
                    "local_shell_call": localShellCall,
                    "local_shell_call_output": .open([
                        "output": .required(.text)
                    ]),
                    "shell_call": .open([
                        "call_id": .required(callId), "action": .required(.map),
                    ]),
                    "shell_call_output": .open([
                        "call_id": .required(callId), "output": .required(.list(.map)),
                    ]),
                    "compaction": compactionItem, "compaction_summary": compactionItem,
                    "item_reference": .open(["id": .required(.text)]),
                    "additional_tools": .open(["tools": .required(.list(tool))]),
                ]) { first, _ in first }, fallback: "message")

    /// Items of tools that the provider runs, taken as they are.
    private static let hosted = [
        "web_search_call", "file_search_call", "code_interpreter_call", "image_generation_call",
        "computer_call", "computer_call_output", "mcp_list_tools", "mcp_call",
        "mcp_approval_request", "mcp_approval_response", "apply_patch_call",
        "apply_patch_call_output", "tool_search_call", "tool_search_output", "program",
        "program_output", "compaction_trigger",
    ]

    private static let callId = Shape.string(1...64)
    private static let status = Shape.oneOf(["in_progress", "completed", "incomplete"])

    private static let message = Shape.object([
        "type": .optional(.text),
        "role": .required(.oneOf(["user", "assistant", "system", "developer"])),
        "content": .required(.stringOr(.list(part))), "id": .optional(.string(1...64)),
        "status": .optional(status), "phase": .optional(.oneOf(["commentary", "final_answer"])),
    ])

    private static let part = Shape.tagged(
        "type",
        [
            "input_text": .open(["text": .required(.text)]),
            "output_text": .open(["text": .required(.text)]),
            "refusal": .open(["refusal": .required(.text)]),
            "input_image": .object([
                "type": .required(.text), "image_url": .optional(.string(1...Int.max)),
                "file_id": .optional(.text),
                "detail": .optional(.oneOf(["auto", "low", "high", "original"])),
                "prompt_cache_breakpoint": .optional(.map),
            ]),
            "input_file": .object([
                "type": .required(.text), "file_id": .optional(.text),
                "filename": .optional(.text), "file_data": .optional(.text),
                "file_url": .optional(.text), "detail": .optional(.text),
                "prompt_cache_breakpoint": .optional(.map),
            ]),
            "input_audio": .map, "summary_text": .open(["text": .required(.text)]),
        ], fallback: nil)

    private static let reasoningItem = Shape.object([
        "type": .required(.text), "id": .optional(.string(1...64)),
        "summary": .required(
            .list(
                .object(["type": .required(.oneOf(["summary_text"])), "text": .required(.text)]))),
        "content": .optional(.list(.open(["type": .required(.text)]))),
        "encrypted_content": .optional(.text), "status": .optional(status),
    ])

    private static let functionCall = Shape.object([
        "type": .required(.text), "call_id": .required(callId), "name": .required(.string(1...128)),
        "arguments": .required(.text), "id": .optional(.string(1...64)),
        "namespace": .optional(.text), "status": .optional(status), "caller": .optional(.any),
    ])

    private static let customCall = Shape.object([
        "type": .required(.text), "call_id": .required(callId), "name": .required(.string(1...128)),
        "input": .required(.text), "id": .optional(.string(1...64)), "namespace": .optional(.text),
        "status": .optional(status), "caller": .optional(.any),
    ])

    private static let callOutput = Shape.object([
        "type": .required(.text), "call_id": .required(callId),
        "output": .required(.stringOr(.list(part))), "id": .optional(.string(1...64)),
        "name": .optional(.text), "status": .optional(status), "caller": .optional(.any),
    ])

    private static let localShellCall = Shape.object([
        "type": .required(.text), "id": .optional(.string(1...64)), "call_id": .required(callId),
        "action": .required(.open(["command": .required(.list(.text))])),
        "status": .optional(status),
    ])

    private static let compactionItem = Shape.object([
        "type": .required(.text), "id": .optional(.string(1...64)),
        "encrypted_content": .required(.text),
    ])
}
