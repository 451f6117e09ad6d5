/// The words that Cohere's servers have for a request of the wrong shape.
enum CohereWording {
    /// The error for a breach.
    static func error(for breach: Breach) -> ProviderError {
        let path = breach.bracketed
        return switch breach.cause {
        case .missing: .invalid("invalid request: \(path) is required")
        case .unknown: .invalid("invalid request: unknown field: parameter '\(path)' is not valid")
        case .wrongKind(let expected, let got):
            .invalid(
                "invalid type: parameter '\(path)' is of type \(got) but should be \(expected)")
        case .outOfRange(let least, let most, _):
            .invalid("invalid request: \(path) must be between \(least) and \(most) inclusive.")
        case .wrongLength(let least, let most, let got, _):
            .invalid(
                "invalid request: \(path) must have between \(least) and \(most) elements, but has "
                    + "\(got)")
        case .wrongChoice(let got, let known):
            .invalid(
                "invalid request: \(path) must be one of \(known.joined(separator: ", ")), not "
                    + "'\(got)'")
        case .wrongPattern(let pattern): .invalid("invalid request: \(path) must match \(pattern)")
        case .blank, .notOneOf: .invalid("invalid request: \(path) is not valid")
        }
    }
}
