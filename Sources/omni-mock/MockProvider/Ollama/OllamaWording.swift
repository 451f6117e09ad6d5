/// The words that Ollama has for a request of the wrong shape.
enum OllamaWording {
    /// The error for a breach.
    static func error(for breach: Breach) -> ProviderError {
        let path = breach.dotted
        return switch breach.cause {
        case .missing: .invalid("\(path) is required")
        case .wrongKind(let expected, let got):
            .invalid("json: cannot unmarshal \(got) into field \(path) of type \(expected)")
        case .outOfRange(let least, let most, let got):
            .invalid("\(path): \(got) is not between \(least) and \(most)")
        case .unknown, .wrongLength, .wrongChoice, .wrongPattern, .blank, .notOneOf:
            .invalid("invalid \(path)")
        }
    }
}
