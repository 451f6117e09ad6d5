internal import JSON

/// Gemini `generateContent`.
enum GeminiRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        GeminiRequest.check(request, context, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        GeminiAnswer.check(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        GeminiStream.read(bytes, &checker)
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer {
        var aggregate = GeminiAggregate()
        aggregate.take(answer)
        return aggregate.result
    }

    static let error = GeminiErrorShape.envelope
}
