/// The words that Bedrock has for a request of the wrong shape.
enum ConverseWording {
    /// The error for a breach.
    static func error(for breach: Breach) -> ProviderError {
        let path = breach.dotted
        return switch breach.cause {
        case .blank:
            .invalid(
                "The text field in the ContentBlock object at \(parent(of: breach)) is blank. Add "
                    + "text to the text field, and try again.")
        case .unknown:
            .invalid(
                "The model returned the following errors: Malformed input request: extraneous key "
                    + "[\(last(of: breach))] is not permitted, please reformat your input and try "
                    + "again.")
        case .missing: constraint(path, "null", "Member must not be null")
        case .wrongKind(let expected, let got):
            .invalid("\(path): \(got) can not be converted to \(expected)")
        case .outOfRange(let least, let most, let got):
            constraint(
                path, got,
                "Member must have value greater than or equal to \(least) and less than "
                    + "or equal to \(most)")
        case .wrongLength(let least, let most, let got, _):
            constraint(
                path, String(got), "Member must have length between \(least) and \(most)")
        case .wrongChoice(let got, let known):
            constraint(
                path, got,
                "Member must satisfy enum value set: [\(known.joined(separator: ", "))]")
        case .wrongPattern(let pattern):
            constraint(path, "", "Member must satisfy regular expression pattern: \(pattern)")
        case .notOneOf(let names, _):
            .invalid(
                "Invalid number of parameters set for tagged union structure \(path). Can only set "
                    + "one of the following keys: \(names.joined(separator: ", ")).")
        }
    }

    private static func constraint(
        _ path: String, _ value: String, _ rule: String
    ) -> ProviderError {
        .invalid(
            "1 validation error detected: Value '\(value)' at '\(path)' failed to satisfy "
                + "constraint: \(rule)")
    }

    private static func parent(of breach: Breach) -> String {
        Breach(cause: breach.cause, path: Array(breach.path.dropLast())).dotted
    }

    private static func last(of breach: Breach) -> String {
        Breach(cause: breach.cause, path: Array(breach.path.suffix(1))).dotted
    }
}
