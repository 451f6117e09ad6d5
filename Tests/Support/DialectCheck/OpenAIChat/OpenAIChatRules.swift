internal import JSON

/// OpenAI chat completions.
enum OpenAIChatRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        OpenAIChatRequest.check(request, context, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        OpenAIChatAnswer.check(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        OpenAIChatStream.read(bytes, &checker)
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer {
        OpenAIChatAggregate.answer(answer)
    }

    static let error = OpenAIErrorShape.envelope
}
