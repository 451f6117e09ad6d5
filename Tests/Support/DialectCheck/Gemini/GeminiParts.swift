internal import JSON

/// The parts of contents: one data field each, and modifiers.
enum GeminiParts {
    static let data = [
        "text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode",
        "codeExecutionResult", "toolCall", "toolResponse",
    ]

    /// Base64 in either alphabet, as proto JSON reads it.
    static let base64 = StringRule("base64") { text in
        let standard = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Base64Text.isValid(String(standard) + padding)
    }

    static let name = StringRule("a function name") { text in
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        let isMark = first == UInt8(ascii: "-") || first == UInt8(ascii: ".")
        let plain = text.filter { $0 != "." && $0 != ":" }
        return !isDigit && !isMark && first != UInt8(ascii: ":")
            && StringRule.identifier(1...128).holds(plain)
    }

    static let inlineData = Shape.record(
        ["mimeType": .nonEmpty, "data": .string(base64)], optional: ["displayName": .text])

    private static let functionResponse = Shape.record(
        ["name": .string(name), "response": .object],
        optional: [
            "id": .nonEmpty, "parts": .filled(.record(["inlineData": inlineData])),
            "willContinue": .bool, "scheduling": .text,
        ])

    static let code: [String: Shape] = [
        "executableCode": .record(
            ["language": .word(["PYTHON", "LANGUAGE_UNSPECIFIED"]), "code": .text],
            optional: ["id": .text]),
        "codeExecutionResult": .record(
            [
                "outcome": .word(["OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"])
            ], optional: ["id": .text, "output": .text]),
        "toolCall": .object, "toolResponse": .object,
    ]

    static let modifiers: [String: Shape] = [
        "thought": .bool, "thoughtSignature": .string(.nonEmpty), "videoMetadata": .object,
        "mediaResolution": .any, "partMetadata": .object,
    ]

    private static let request = Shape.record(
        [:],
        optional: [
            [
                "text": .string(.nonEmpty), "inlineData": inlineData,
                "fileData": .record(
                    ["fileUri": .nonEmpty], optional: ["mimeType": .nonEmpty, "displayName": .text]),
                "functionCall": .record(
                    ["name": .string(name)], optional: ["id": .nonEmpty, "args": .object]),
                "functionResponse": functionResponse,
            ], code, modifiers,
        ].joined())

    static func check(_ part: JSONValue, isModel: Bool, at path: String, _ checker: inout Checker) {
        // An empty text may carry the signature it came with.
        let isCarrier = part.text("text") == "" && part.has("thoughtSignature")
        if !isCarrier { checker.check(part, request, at: path) }
        let fields = data.filter { part[$0] != nil }
        checker.expect(fields.count == 1, path, "\(fields.count) data fields in one part")
        if part.has("thoughtSignature") {
            checker.expect(isModel, path, "signature on a part of the user")
        }
    }
}
