internal import JSON

/// Amazon Bedrock Converse.
enum BedrockRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        BedrockRequest.check(request, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        BedrockAnswer.check(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        BedrockStream.read(bytes, &checker)
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer { BedrockAggregate.answer(answer) }

    static let error = Shape.open(
        [:], optional: ["message": .nonEmpty, "Message": .nonEmpty, "originalStatusCode": .count])
}
