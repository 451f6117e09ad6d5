/// The events of a `/v2/chat` stream, one by one.
enum CohereEvents {
    private static func delta(_ message: [String: Shape]) -> Shape {
        .record(["message": .record([:], optional: message)])
    }

    private static let content = Shape.record(
        [:],
        optional: ["type": .word(["text", "thinking"]), "text": .text, "thinking": .text])

    private static let callStart = Shape.record([
        "id": .nonEmpty, "type": .constant("function"),
        "function": .record(["name": .nonEmpty, "arguments": .text]),
    ])

    private static let callDelta = Shape.record(["function": .record(["arguments": .text])])

    private static let index: [String: Shape] = ["type": .any, "index": .count]

    private static func indexed(_ message: [String: Shape]) -> Shape {
        .record(
            index.merging(["delta": delta(message)]) { old, _ in old },
            optional: ["logprobs": .object])
    }

    static let shapes: [String: Shape] = [
        "message-start": .record([
            "type": .any, "id": .nonEmpty,
            "delta": delta([
                "role": .constant("assistant"), "content": .list(.any), "tool_plan": .text,
                "tool_calls": .list(.any), "citations": .list(.any),
            ]),
        ]),
        "content-start": indexed(["content": content]),
        "content-delta": indexed(["content": content]), "content-end": .record(index),
        "tool-plan-delta": .record(
            ["type": .any, "delta": delta(["tool_plan": .text])], optional: ["index": .count]),
        "tool-call-start": indexed(["tool_calls": callStart]),
        "tool-call-delta": indexed(["tool_calls": callDelta]), "tool-call-end": .record(index),
        "citation-start": indexed(["citations": .object]), "citation-end": .record(index),
        "message-end": .record(
            [
                "type": .any,
                "delta": .record(
                    ["finish_reason": .word(CohereAnswer.stops.keys.sorted())],
                    optional: ["usage": CohereAnswer.usage, "error": .text]),
            ], optional: ["id": .text]),
        "debug": .open(["type": .any]),
    ]
}
