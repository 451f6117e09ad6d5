internal import JSON

/// Strict checkers of the chat dialects, for tests.
///
/// They refuse what the provider of a dialect refuses in a request and what the strictest of
/// its client libraries refuse in an answer, a stream or an error. An empty list means that a
/// document is fine.
public enum DialectCheck {
    /// What a request is checked against.
    public enum Strictness: Sendable {
        /// The provider that made the dialect: unknown fields and limits of its models count.
        case origin

        /// A server that speaks the dialect: it skips unknown fields and knows other models.
        case compatible
    }

    /// Checks a request.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the request.
    ///   - body: The JSON of the request.
    ///   - model: The model, for dialects that name it in the path.
    ///   - strictness: Whether the provider itself or a compatible server reads it.
    /// - Returns: What the provider would answer 400 to.
    public static func request(
        _ dialect: CheckedDialect, _ body: [UInt8], model: String? = nil,
        strictness: Strictness = .origin
    ) -> [Violation] {
        var checker = Checker(refusesUnknownFields: strictness == .origin)
        guard let request = checker.parse(body) else { return checker.violations }
        let context = RequestContext(
            model: request.text("model") ?? model, isOrigin: strictness == .origin)
        rules(dialect).request(request, context, &checker)
        return checker.violations
    }

    /// Checks an answer that is not a stream.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the answer.
    ///   - body: The JSON of the answer.
    /// - Returns: What a strict client would stumble over.
    public static func answer(_ dialect: CheckedDialect, _ body: [UInt8]) -> [Violation] {
        var checker = Checker()
        guard let answer = checker.parse(body) else { return checker.violations }
        rules(dialect).answer(answer, &checker)
        return checker.violations
    }

    /// Checks a whole stream: server-sent events, lines of JSON, or an AWS event stream.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the stream.
    ///   - bytes: All bytes of the body.
    /// - Returns: Breaches of framing, of the order of events and of their content.
    public static func stream(_ dialect: CheckedDialect, _ bytes: [UInt8]) -> [Violation] {
        var checker = Checker()
        _ = rules(dialect).stream(bytes, &checker)
        return checker.violations
    }

    /// Checks a whole stream and reduces it, reading it once.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the stream.
    ///   - bytes: All bytes of the body.
    /// - Returns: What `stream(_:_:)` finds and what `aggregate(_:stream:)` makes of it.
    public static func read(
        _ dialect: CheckedDialect, stream bytes: [UInt8]
    ) -> (violations: [Violation], answer: CheckedAnswer) {
        var checker = Checker()
        let answer = rules(dialect).stream(bytes, &checker)
        return (checker.violations, answer)
    }

    /// Checks the body of an answer with an error status.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the error.
    ///   - body: The JSON of the error.
    /// - Returns: What a client would not understand.
    public static func error(_ dialect: CheckedDialect, _ body: [UInt8]) -> [Violation] {
        var checker = Checker()
        guard let error = checker.parse(body) else { return checker.violations }
        checker.check(error, rules(dialect).error, at: "")
        return checker.violations
    }

    /// Reduces an answer that is not a stream.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the answer.
    ///   - answer: The JSON of the answer.
    /// - Returns: The text, calls, end and counts; empty if the body is no JSON.
    public static func aggregate(_ dialect: CheckedDialect, answer: [UInt8]) -> CheckedAnswer {
        var checker = Checker()
        guard let value = checker.parse(answer) else { return CheckedAnswer() }
        return rules(dialect).aggregate(value)
    }

    /// Reduces a whole stream, as a client that collects it would.
    ///
    /// - Parameters:
    ///   - dialect: The dialect of the stream.
    ///   - stream: All bytes of the body.
    /// - Returns: The text, calls, end and counts, from what is readable.
    public static func aggregate(_ dialect: CheckedDialect, stream: [UInt8]) -> CheckedAnswer {
        var checker = Checker()
        return rules(dialect).stream(stream, &checker)
    }

    private static func rules(_ dialect: CheckedDialect) -> any DialectRules.Type {
        switch dialect {
        case .openaiChat: OpenAIChatRules.self
        case .openaiResponses: OpenAIResponsesRules.self
        case .anthropic: AnthropicRules.self
        case .gemini: GeminiRules.self
        case .ollama: OllamaRules.self
        case .cohere: CohereRules.self
        case .bedrock: BedrockRules.self
        }
    }
}
