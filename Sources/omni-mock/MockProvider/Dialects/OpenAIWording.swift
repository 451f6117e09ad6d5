/// The words that OpenAI's servers have for a request of the wrong shape.
enum OpenAIWording {
    /// The error for a breach.
    static func error(for breach: Breach) -> ProviderError {
        let path = breach.bracketed
        switch breach.cause {
        case .missing: return .missing(path)
        case .unknown:
            return .invalid("Unknown parameter: '\(path)'.", path, code: "unknown_parameter")
        case .wrongKind(let expected, let got):
            return .wrongType(path, expected: articles[expected] ?? expected, got: got)
        case .outOfRange(let least, let most, let got):
            return outOfRange(path, least, most, got)
        case .wrongLength(let least, let most, let got, let ofList):
            return wrongLength(path, least, most, got, ofList: ofList)
        case .wrongChoice(let got, let known):
            return .wrongValue(
                path, got, known.map { "'\($0)'" }.joined(separator: ", "))
        case .wrongPattern(let pattern):
            return .invalid(
                "Invalid '\(path)': string does not match pattern. Expected a string that matches "
                    + "the pattern '\(pattern)'.", path, code: "invalid_value")
        case .blank:
            return .invalid("Invalid '\(path)': empty string.", path, code: "empty_string")
        case .notOneOf(let names, _):
            return .invalid(
                "Invalid '\(path)': expected exactly one of \(names.joined(separator: ", ")).",
                path, code: "invalid_value")
        }
    }

    private static let articles = [
        "object": "an object", "array": "an array", "string": "a string", "boolean": "a boolean",
        "integer": "an integer", "number": "a decimal",
    ]

    private static func outOfRange(
        _ path: String, _ least: String, _ most: String, _ got: String
    ) -> ProviderError {
        let isBelow = (Double(got) ?? 0) < (Double(least) ?? 0)
        let kind = least.contains(".") ? "decimal" : "integer"
        return .invalid(
            "Invalid '\(path)': \(kind) \(isBelow ? "below minimum" : "above maximum") value. "
                + "Expected a value \(isBelow ? ">= \(least)" : "<= \(most)"), but got \(got) "
                + "instead.", path, code: "\(kind)_\(isBelow ? "below_min" : "above_max")_value")
    }

    private static func wrongLength(
        _ path: String, _ least: Int, _ most: Int, _ got: Int, ofList: Bool
    ) -> ProviderError {
        let kind = ofList ? "array" : "string"
        let isBelow = got < least
        return .invalid(
            "Invalid '\(path)': \(kind) too \(isBelow ? "short" : "long"). Expected a \(kind) with "
                + "\(isBelow ? "minimum length \(least)" : "maximum length \(most)"), but got a "
                + "\(kind) with length \(got) instead.", path,
            code: "\(kind)_\(isBelow ? "below_min" : "above_max")_length")
    }
}
