/// The words that Anthropic's servers have for a broken request.
enum MessagesWording {
    /// The error for a breach.
    static func error(for breach: Breach) -> ProviderError {
        if case .blank = breach.cause {
            return .invalid("messages: text content blocks must contain non-whitespace text")
        }
        return .invalid("\(breach.dotted): \(reason(breach.cause))")
    }

    private static func reason(_ cause: Breach.Cause) -> String {
        switch cause {
        case .missing: "Field required"
        case .unknown: "Extra inputs are not permitted"
        case .wrongKind(let expected, _): "Input should be a valid \(kinds[expected] ?? expected)"
        case .outOfRange(let least, let most, let got):
            (Double(got) ?? 0) < (Double(least) ?? 0)
                ? "Input should be greater than or equal to \(least)"
                : "Input should be less than or equal to \(most)"
        case .wrongLength(let least, let most, let got, let ofList):
            if got < least {
                ofList
                    ? "List should have at least \(least) item after validation, not \(got)"
                    : "String should have at least \(least) character"
            } else {
                ofList
                    ? "List should have at most \(most) items after validation, not \(got)"
                    : "String should have at most \(most) characters"
            }
        case .wrongChoice(let got, let known):
            "Input should be \(known.map { "'\($0)'" }.joined(separator: ", ")), not '\(got)'"
        case .wrongPattern(let pattern): "String should match pattern '\(pattern)'"
        case .blank: "text content blocks must contain non-whitespace text"
        case .notOneOf(let names, _): "Input should have one of \(names.joined(separator: ", "))"
        }
    }

    private static let kinds = [
        "object": "dictionary", "array": "list", "string": "string", "boolean": "boolean",
    ]
}
