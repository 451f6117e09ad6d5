internal import JSON

/// OpenAI responses.
enum OpenAIResponsesRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        OpenAIResponsesRequest.check(request, context, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        OpenAIResponsesObject.checkAnswer(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        OpenAIResponsesStream.read(bytes, &checker)
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer {
        OpenAIResponsesAggregate.answer(answer)
    }

    static let error = OpenAIErrorShape.envelope
}
