/// The fields of a Converse request and of what stands inside of it; no others are allowed.
enum ConverseShape {
    /// What `POST /model/NAME/converse` takes.
    static let request = Shape.object([
        "messages": .required(.list(message)), "system": .optional(.list(system)),
        "inferenceConfig": .optional(
            .object([
                "maxTokens": .optional(.count), "temperature": .optional(.number(0...1)),
                "topP": .optional(.number(0...1)),
                "stopSequences": .optional(.list(.string(1...Int.max), 0...2_500)),
            ])),
        "toolConfig": .optional(toolConfig), "additionalModelRequestFields": .optional(.map),
        "additionalModelResponseFieldPaths": .optional(.list(.text, 0...10)),
        "guardrailConfig": .optional(.map), "performanceConfig": .optional(.map),
        "promptVariables": .optional(.map), "requestMetadata": .optional(.map),
        "serviceTier": .optional(.any), "outputConfig": .optional(.map),
    ])

    private static let cachePoint = Shape.object([
        "type": .required(.oneOf(["default"])), "ttl": .optional(.oneOf(["5m", "1h"])),
    ])

    private static let system = Shape.oneField(
        ["text": .words, "cachePoint": cachePoint, "guardContent": .map], modifiers: [:])

    private static let message = Shape.object([
        "role": .required(.oneOf(["user", "assistant"])), "content": .required(.list(block)),
    ])

    /// A content block, which has exactly one member.
    static let block = Shape.oneField(
        [
            "text": .words, "image": image, "document": document, "video": .map, "audio": .map,
            "toolUse": toolUse, "toolResult": toolResult, "reasoningContent": reasoning,
            "cachePoint": cachePoint, "guardContent": .map, "citationsContent": .map,
            "searchResult": .map,
        ], modifiers: [:])

    private static let source = Shape.oneField(
        ["bytes": .string(1...Int.max), "s3Location": .map], modifiers: [:])

    private static let image = Shape.object([
        "format": .required(.oneOf(["png", "jpeg", "gif", "webp"])), "source": .required(source),
    ])

    private static let document = Shape.object([
        "format": .optional(
            .oneOf(["pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"])),
        "name": .required(.string(1...200)),
        "source": .required(
            .oneField(
                [
                    "bytes": .string(1...Int.max), "s3Location": .map, "text": .text,
                    "content": .list(.map),
                ], modifiers: [:])),
        "context": .optional(.text), "citations": .optional(.map),
    ])

    private static let toolUse = Shape.object([
        "toolUseId": .required(.name(.short)), "name": .required(.name(.short)),
        "input": .required(.map), "type": .optional(.text),
    ])

    private static let toolResult = Shape.object([
        "toolUseId": .required(.name(.short)),
        "content": .required(
            .list(
                .oneField(
                    [
                        "text": .text, "json": .map, "image": image, "document": document,
                        "video": .map, "searchResult": .map,
                    ], modifiers: [:]))),
        "status": .optional(.oneOf(["success", "error"])), "type": .optional(.text),
    ])

    private static let reasoning = Shape.oneField(
        [
            "reasoningText": .object(["text": .required(.text), "signature": .optional(.text)]),
            "redactedContent": .text,
        ], modifiers: [:])

    private static let toolConfig = Shape.object([
        "tools": .required(.list(tool, 1...10_000)),
        "toolChoice": .optional(
            .oneField(
                [
                    "auto": .object([:]), "any": .object([:]),
                    "tool": .object(["name": .required(.name(.short))]),
                ], modifiers: [:])),
    ])

    private static let tool = Shape.oneField(
        [
            "toolSpec": .object([
                "name": .required(.name(.short)), "description": .optional(.words),
                "inputSchema": .required(
                    .oneField(
                        ["json": .open(["type": .required(.oneOf(["object"]))])],
                        modifiers: [:])),
                "strict": .optional(.bool),
            ]),
            "cachePoint": cachePoint, "systemTool": .map,
        ], modifiers: [:])
}
