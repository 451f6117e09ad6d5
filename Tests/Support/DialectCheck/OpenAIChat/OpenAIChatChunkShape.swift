/// The chunks of a chat stream, one by one.
enum OpenAIChatChunkShape {
    private static let call = Shape.record(
        ["index": .count],
        optional: [
            "id": .nonEmpty, "type": .word(["function", "custom"]),
            "function": .record([:], optional: ["name": .nonEmpty, "arguments": .text]),
            "custom": .record([:], optional: ["name": .nonEmpty, "input": .text]),
            "extra_content": .object,
        ])

    private static let delta = Shape.record(
        [:],
        optional: [
            "role": .constant("assistant"), "content": .textOrNull, "refusal": .textOrNull,
            "tool_calls": .filled(call), "annotations": .list(OpenAIChatAnswer.annotation),
            "audio": .record(
                [:],
                optional: [
                    "id": .nonEmpty, "expires_at": .count, "data": .text, "transcript": .text,
                ]),
            "function_call": .record([:], optional: ["name": .nonEmpty, "arguments": .text]),
        ].merging(OpenAIChatAnswer.reasoning) { old, _ in old })

    private static let choice = Shape.record(
        [
            "index": .count, "delta": delta,
            "finish_reason": .orNull(.word(OpenAIChatAnswer.finish)),
        ],
        optional: ["logprobs": OpenAIChatAnswer.logprobs])

    static let shape = Shape.record(
        [
            "id": .nonEmpty, "object": .constant("chat.completion.chunk"), "created": .positive,
            "model": .nonEmpty, "choices": .list(choice),
        ],
        optional: [
            "usage": .orNull(OpenAIChatUsage.shape), "system_fingerprint": .textOrNull,
            "service_tier": .orNull(OpenAIChatRequest.tier), "obfuscation": .text,
            "moderation": .orNull(.object),
        ])
}
