/// Content parts of items.
enum OpenAIResponsesParts {
    private static let detail = Shape.word(["auto", "low", "high", "original"])

    static let inputText = Shape.record(
        ["type": .any, "text": .text],
        optional: ["prompt_cache_breakpoint": OpenAIChatContent.breakpoint])

    static let inputImage = Shape.record(
        ["type": .any],
        optional: [
            "image_url": .string(.either(.webURL, .dataURI("image/"))), "file_id": .nonEmpty,
            "detail": detail, "prompt_cache_breakpoint": OpenAIChatContent.breakpoint,
        ], nulls: true)

    static let inputFile = Shape.record(
        ["type": .any],
        optional: [
            "file_id": .nonEmpty, "filename": .nonEmpty, "file_data": .string(.dataURI("")),
            "file_url": .string(.webURL), "detail": detail,
            "prompt_cache_breakpoint": OpenAIChatContent.breakpoint,
        ], nulls: true)

    static let input: [String: Shape] = [
        "input_text": inputText, "input_image": inputImage, "input_file": inputFile,
    ]

    static let user = Shape.filled(.tagged("type", input))

    static let refusal = Shape.record(["type": .any, "refusal": .text])

    /// Text an assistant said, sent back: the lists may be left out.
    private static let said = Shape.record(
        ["type": .any, "text": .text],
        optional: ["annotations": .list(.object), "logprobs": .orNull(.list(.object))])

    static let assistant = Shape.list(
        .tagged("type", ["output_text": said, "refusal": refusal]))

    /// Text in an answer: strict clients want both lists.
    static let outputText = Shape.record([
        "type": .any, "text": .text, "annotations": .list(annotation), "logprobs": .list(.object),
    ])

    static let annotation = Shape.tagged(
        "type",
        [
            "url_citation": .record([
                "type": .any, "url": .text, "title": .text, "start_index": .count,
                "end_index": .count,
            ]),
            "file_citation": .open(["type": .any, "file_id": .text, "index": .count]),
            "container_file_citation": .open([
                "type": .any, "container_id": .text, "file_id": .text,
            ]),
            "file_path": .open(["type": .any, "file_id": .text]),
        ])

    static let output = Shape.tagged("type", ["output_text": outputText, "refusal": refusal])

    static let summary = Shape.record(["type": .constant("summary_text"), "text": .text])
    static let thought = Shape.record(["type": .constant("reasoning_text"), "text": .text])
}
