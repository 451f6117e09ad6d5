internal import JSON

/// A `GenerateContentResponse`, whole or as a chunk of a stream.
enum GeminiAnswer {
    static let stops: [String: CheckedStop] = [
        "STOP": .end, "MAX_TOKENS": .length, "SAFETY": .filtered, "RECITATION": .filtered,
        "BLOCKLIST": .filtered, "PROHIBITED_CONTENT": .filtered, "SPII": .filtered,
        "LANGUAGE": .filtered, "IMAGE_SAFETY": .filtered, "IMAGE_PROHIBITED_CONTENT": .filtered,
        "IMAGE_RECITATION": .filtered, "MALFORMED_FUNCTION_CALL": .error,
        "UNEXPECTED_TOOL_CALL": .error, "TOO_MANY_TOOL_CALLS": .error, "OTHER": .error,
        "NO_IMAGE": .error, "IMAGE_OTHER": .error, "FINISH_REASON_UNSPECIFIED": .error,
    ]

    private static let part = Shape.record(
        [:],
        optional: [
            [
                "text": .text, "inlineData": GeminiParts.inlineData, "fileData": .object,
                "functionCall": .record(
                    ["name": .nonEmpty], optional: ["id": .nonEmpty, "args": .object]),
            ], GeminiParts.code, GeminiParts.modifiers,
        ].joined())

    private static let candidate = Shape.record(
        [:],
        optional: [
            "content": .record([:], optional: ["role": .constant("model"), "parts": .list(part)]),
            "finishReason": .word(stops.keys.sorted()), "index": .count, "finishMessage": .text,
            "safetyRatings": .list(.object), "citationMetadata": .object,
            "groundingMetadata": .object, "urlContextMetadata": .object, "avgLogprobs": .anyNumber,
            "logprobsResult": .object, "tokenCount": .count,
            "groundingAttributions": .list(.object),
        ])

    private static let feedback = Shape.record(
        [:],
        optional: [
            "blockReason": .word([
                "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR",
                "JAILBREAK",
            ]), "safetyRatings": .list(.object), "blockReasonMessage": .text,
        ])

    static let shape = Shape.record(
        [:],
        optional: [
            "candidates": .filled(candidate), "promptFeedback": feedback,
            "usageMetadata": GeminiUsage.shape, "modelVersion": .nonEmpty, "responseId": .nonEmpty,
            "createTime": .nonEmpty, "modelStatus": .object,
        ])

    static func check(_ answer: JSONValue, _ checker: inout Checker) {
        checkChunk(answer, at: "", &checker)
        let isBlocked = answer["promptFeedback"]?.has("blockReason") ?? false
        checker.expect(
            isBlocked || answer.has("candidates"), "candidates", "missing, and nothing was blocked")
        GeminiUsage.checkFinal(answer["usageMetadata"], at: "usageMetadata", &checker)
        for (index, candidate) in answer.list("candidates").enumerated() {
            let path = "candidates[\(index)]"
            checker.expect(candidate.has("finishReason"), "\(path).finishReason", "missing")
            let parts = candidate["content"]?.list("parts") ?? []
            let isEnd = candidate.text("finishReason") == "STOP"
            checker.expect(!isEnd || !parts.isEmpty, path, "an answer without anything")
        }
    }

    /// Checks what holds of an answer and of every chunk.
    static func checkChunk(_ answer: JSONValue, at path: String, _ checker: inout Checker) {
        checker.check(answer, shape, at: path)
        if let usage = answer["usageMetadata"] {
            GeminiUsage.check(usage, at: path.member("usageMetadata"), &checker)
        }
        var ids: [String] = []
        for (index, candidate) in answer.list("candidates").enumerated() {
            for (place, part) in (candidate["content"]?.list("parts") ?? []).enumerated() {
                let name = "\(path.member("candidates"))[\(index)].content.parts[\(place)]"
                let fields = GeminiParts.data.filter { part[$0] != nil }
                checker.expect(fields.count == 1, name, "\(fields.count) data fields in one part")
                ids += part["functionCall"]?.text("id").map { [$0] } ?? []
            }
        }
        checker.expect(Set(ids).count == ids.count, path, "two calls of one id")
    }
}
