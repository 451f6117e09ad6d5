internal import JSON

/// Anthropic messages.
enum AnthropicRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        AnthropicRequest.check(request, context, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        AnthropicAnswer.check(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        AnthropicStream.read(bytes, &checker)
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer {
        AnthropicAggregate.answer(answer)
    }

    static let error = AnthropicErrorShape.envelope
}
