/// The events of a Converse stream, one by one.
enum BedrockEvents {
    static let delta = Shape.record(
        [:],
        optional: [
            "text": .text, "toolUse": .record(["input": .text]),
            "toolResult": .any, "citation": .object,
            "reasoningContent": .record(
                [:],
                optional: ["text": .text, "signature": .text, "redactedContent": .text]),
        ])

    private static let start = Shape.record(
        [:],
        optional: [
            "toolUse": .record(
                ["toolUseId": .string(BedrockBlocks.id), "name": .nonEmpty],
                optional: ["type": .text]),
            "toolResult": .object, "image": .object,
        ])

    private static let index: [String: Shape] = ["contentBlockIndex": .count]

    /// Padding against guesses from lengths.
    private static let padding: [String: Shape] = ["p": .text]

    static let shapes: [String: Shape] = [
        "messageStart": .record(["role": .constant("assistant")], optional: padding),
        "contentBlockStart": .record([index, ["start": start]].joined(), optional: padding),
        "contentBlockDelta": .record([index, ["delta": delta]].joined(), optional: padding),
        "contentBlockStop": .record(index, optional: padding),
        "messageStop": .record(
            ["stopReason": .word(BedrockAnswer.stops.keys.sorted())],
            optional: [padding, ["additionalModelResponseFields": .any]].joined()),
        "metadata": .record(
            ["usage": BedrockAnswer.usage, "metrics": BedrockAnswer.metrics],
            optional: [padding, BedrockAnswer.extras].joined()),
    ]

    static let exceptions = [
        "throttlingException", "modelStreamErrorException", "internalServerException",
        "serviceUnavailableException", "validationException", "modelTimeoutException",
        "accessDeniedException", "modelNotReadyException",
    ]
}
