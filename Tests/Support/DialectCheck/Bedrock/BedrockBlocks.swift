/// Content blocks of Converse: exactly one member each.
enum BedrockBlocks {
    static let id = StringRule.identifier(1...64)
    static let cachePoint = Shape.record(
        ["type": .constant("default")], optional: ["ttl": .word(["5m", "1h"])])

    private static let bytes = Shape.record(
        [:],
        optional: [
            "bytes": .string(.base64),
            "s3Location": .record(
                ["uri": .string(.prefixed("s3://"))], optional: ["bucketOwner": .text]),
        ])

    /// A source may also be text or content in documents.
    private static let documentSource = Shape.record(
        [:],
        optional: [
            "bytes": .string(.base64), "text": .nonEmpty, "content": .filled(.object),
            "s3Location": .object,
        ])

    private static let documentName = StringRule(
        "letters, digits, single spaces, hyphens and brackets"
    ) { text in
        let marks = " -()[]"
        return (1...200).contains(text.count) && !text.contains("  ")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || marks.unicodeScalars.contains(scalar)
            }
    }

    static let image = Shape.record([
        "format": .word(["png", "jpeg", "gif", "webp"]), "source": bytes,
    ])

    static let document = Shape.record(
        ["name": .string(documentName), "source": documentSource],
        optional: [
            "format": .word([
                "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md",
            ]), "context": .text, "citations": .record(["enabled": .bool]),
        ])

    private static let video = Shape.record([
        "format": .word(["mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp"]),
        "source": bytes,
    ])

    static let reasoning = Shape.record(
        [:],
        optional: [
            "reasoningText": .record(["text": .text], optional: ["signature": .nonEmpty]),
            "redactedContent": .string(.base64),
        ])

    private static let resultContent = Shape.record(
        [:],
        optional: [
            "text": .text, "json": .object, "image": image, "document": document, "video": video,
        ])

    static let toolResult = Shape.record(
        ["toolUseId": .string(id), "content": .list(resultContent)],
        optional: ["status": .word(["success", "error"]), "type": .text])

    static let toolUse = Shape.record(
        ["toolUseId": .string(id), "name": .string(id), "input": .object],
        optional: ["type": .text])

    static let user = Shape.record(
        [:],
        optional: [
            "text": .string(.visible), "image": image, "document": document, "video": video,
            "toolResult": toolResult, "cachePoint": cachePoint, "guardContent": .object,
        ])

    static let assistant = Shape.record(
        [:],
        optional: [
            "text": .string(.visible), "toolUse": toolUse, "toolResult": toolResult,
            "reasoningContent": reasoning, "cachePoint": cachePoint, "citationsContent": .object,
            "image": image,
        ])

    static let system = Shape.record(
        [:],
        optional: ["text": .string(.visible), "cachePoint": cachePoint, "guardContent": .object])
}
