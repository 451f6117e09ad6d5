/// The events of a messages stream, one by one.
enum AnthropicEvents {
    private static let delta = Shape.tagged(
        "type",
        [
            "text_delta": .record(["type": .any, "text": .text]),
            "input_json_delta": .record(["type": .any, "partial_json": .text]),
            "thinking_delta": .record(
                ["type": .any, "thinking": .text], optional: ["estimated_tokens": .any]),
            "signature_delta": .record(["type": .any, "signature": .nonEmpty]),
            "citations_delta": .record(["type": .any, "citation": .object]),
            "compaction_delta": .open(["type": .any]),
        ])

    private static let start = Shape.record(
        AnthropicAnswer.identity.merging([
            "content": .array(.any, 0...0), "stop_reason": .null, "stop_sequence": .null,
            "usage": AnthropicUsage.shape,
        ]) { old, _ in old }, optional: AnthropicAnswer.extras)

    private static let end = Shape.record(
        ["stop_reason": .word(AnthropicAnswer.stops), "stop_sequence": .textOrNull],
        optional: AnthropicAnswer.extras)

    static let shapes: [String: Shape] = [
        "message_start": .record(["type": .any, "message": start]),
        "content_block_start": .record([
            "type": .any, "index": .count, "content_block": AnthropicAnswer.block,
        ]),
        "content_block_delta": .record(["type": .any, "index": .count, "delta": delta]),
        "content_block_stop": .record(["type": .any, "index": .count]),
        "message_delta": .record(
            ["type": .any, "delta": end, "usage": AnthropicUsage.delta],
            optional: ["context_management": .orNull(.object)]),
        "message_stop": .record(["type": .any]), "ping": .record(["type": .any]),
        "error": AnthropicErrorShape.envelope,
    ]
}
