/// The events of a responses stream, one by one.
enum OpenAIResponsesEvents {
    private static let place: [String: Shape] = [
        "item_id": .nonEmpty, "output_index": .count,
    ]
    private static let part: [String: Shape] = ["content_index": .count]
    private static let summary: [String: Shape] = ["summary_index": .count]

    /// What the events about the response itself carry.
    static let lifecycle = [
        "response.queued", "response.created", "response.in_progress", "response.completed",
        "response.incomplete", "response.failed",
    ]

    static let terminal = ["response.completed", "response.incomplete", "response.failed"]

    private static let fields: [String: [[String: Shape]]] = [
        "response.output_item.added": [
            ["output_index": .count, "item": OpenAIResponsesItems.shape]
        ],
        "response.output_item.done": [
            ["output_index": .count, "item": OpenAIResponsesItems.shape]
        ],
        "response.content_part.added": [place, part, ["part": contentPart]],
        "response.content_part.done": [place, part, ["part": contentPart]],
        "response.output_text.delta": [place, part, ["delta": .text, "logprobs": .list(.object)]],
        "response.output_text.done": [place, part, ["text": .text, "logprobs": .list(.object)]],
        "response.output_text.annotation.added": [
            place, part,
            ["annotation_index": .count, "annotation": OpenAIResponsesParts.annotation],
        ],
        "response.refusal.delta": [place, part, ["delta": .text]],
        "response.refusal.done": [place, part, ["refusal": .text]],
        "response.function_call_arguments.delta": [place, ["delta": .text]],
        "response.function_call_arguments.done": [place, ["arguments": .text]],
        "response.custom_tool_call_input.delta": [place, ["delta": .text]],
        "response.custom_tool_call_input.done": [place, ["input": .text]],
        "response.reasoning_summary_part.added": [
            place, summary, ["part": OpenAIResponsesParts.summary],
        ],
        "response.reasoning_summary_part.done": [
            place, summary, ["part": OpenAIResponsesParts.summary],
        ],
        "response.reasoning_summary_text.delta": [place, summary, ["delta": .text]],
        "response.reasoning_summary_text.done": [place, summary, ["text": .text]],
        "response.reasoning_text.delta": [place, part, ["delta": .text]],
        "response.reasoning_text.done": [place, part, ["text": .text]],
    ]

    private static let contentPart = Shape.tagged(
        "type",
        [
            "output_text": OpenAIResponsesParts.outputText, "refusal": OpenAIResponsesParts.refusal,
            "reasoning_text": OpenAIResponsesParts.thought,
        ])

    private static let common: [String: Shape] = [
        "type": .nonEmpty, "sequence_number": .count,
    ]

    /// An error stands in the event itself, or in one member of it.
    private static let error = Shape.record(
        common,
        optional: [
            "code": .textOrNull, "message": .nonEmpty, "param": .textOrNull,
            "error": OpenAIErrorShape.object, "headers": .object, "status": .count,
        ])

    private static let optional: [String: Shape] = [
        "obfuscation": .text, "name": .nonEmpty, "status": .any, "headers": .object,
    ]

    /// What an event must hold; `nil` if the event is not known.
    static func shape(_ type: String) -> Shape? {
        if lifecycle.contains(type) {
            return .record(common.merging(["response": .object]) { old, _ in old })
        }
        if type == "error" { return error }
        if let fields = fields[type] {
            return .record(([common] + fields).joined(), optional: optional)
        }
        return isHosted(type) ? .open([common, place].joined()) : nil
    }

    /// Progress of tools the provider runs.
    private static func isHosted(_ type: String) -> Bool {
        [
            "web_search_call", "file_search_call", "code_interpreter_call",
            "image_generation_call", "mcp_call", "mcp_list_tools", "shell_call", "apply_patch_call",
        ].contains { type.hasPrefix("response.\($0)") }
    }
}
