internal import JSON

/// Content parts of chat messages.
enum OpenAIChatContent {
    static let breakpoint = Shape.record(["mode": .constant("explicit")])

    static let text = Shape.record(
        ["type": .constant("text"), "text": .text],
        optional: ["prompt_cache_breakpoint": breakpoint])

    static let image = Shape.record([
        "type": .constant("image_url"),
        "image_url": .record(
            ["url": .string(.either(.webURL, .dataURI("image/")))],
            optional: ["detail": .word(["auto", "low", "high", "original"])]),
    ])

    static let audio = Shape.record([
        "type": .constant("input_audio"),
        "input_audio": .record([
            "data": .string(.base64), "format": .word(["wav", "mp3"]),
        ]),
    ])

    static let file = Shape.record([
        "type": .constant("file"),
        "file": .record(
            [:],
            optional: [
                "file_id": .nonEmpty, "filename": .nonEmpty, "file_data": .string(.dataURI("")),
            ]),
    ])

    static let refusal = Shape.record(["type": .constant("refusal"), "refusal": .text])

    static let userParts = Shape.filled(
        .tagged("type", ["text": text, "image_url": image, "input_audio": audio, "file": file]))

    static let textParts = Shape.filled(.tagged("type", ["text": text]))

    static let assistantParts = Shape.filled(
        .tagged("type", ["text": text, "refusal": refusal]))
}
