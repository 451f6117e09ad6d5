internal import JSON

/// Cohere `/v2/chat`.
enum CohereRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        CohereRequest.check(request, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        CohereAnswer.check(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        CohereStream.read(bytes, &checker)
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer { CohereAggregate.answer(answer) }

    static let error = Shape.record(
        ["message": .nonEmpty], optional: ["id": .text, "error": .any, "error_type": .text])
}
