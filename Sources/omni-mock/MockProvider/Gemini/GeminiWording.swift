/// The words that Google's servers have for a request of the wrong shape.
enum GeminiWording {
    /// The error for a breach.
    static func error(for breach: Breach) -> ProviderError {
        let path = breach.bracketed
        switch breach.cause {
        case .unknown: return .invalid(unknown(breach))
        case .missing:
            return .invalid("* GenerateContentRequest.\(path): \(path) is not specified\n")
        case .wrongKind(let expected, let got):
            return .invalid(
                "Invalid value at '\(path)' (expected \(expected)), got \(got)")
        case .wrongChoice(let got, _):
            return .invalid("Invalid value at '\(path)', \"\(got)\"")
        case .notOneOf:
            return .invalid(
                "* GenerateContentRequest.\(path).data: required oneof field 'data' must have one "
                    + "initialized field\n")
        case .outOfRange(let least, let most, let got):
            return .invalid(
                "* GenerateContentRequest.\(path): \(got) is not in the supported range from "
                    + "\(least) to \(most)\n")
        case .wrongLength(let least, let most, let got, _):
            return .invalid(
                "* GenerateContentRequest.\(path): \(got) is not in the supported range from "
                    + "\(least) to \(most)\n")
        case .wrongPattern(let pattern):
            return .invalid(
                "* GenerateContentRequest.\(path): Invalid function name. Must match \(pattern)\n")
        case .blank: return .invalid("* GenerateContentRequest.\(path): must not be empty\n")
        }
    }

    private static func unknown(_ breach: Breach) -> String {
        let parent = Breach(cause: .unknown, path: Array(breach.path.dropLast())).bracketed
        let name: String
        if case .member(let last)? = breach.path.last { name = last } else { name = "" }
        let place = parent.isEmpty ? "" : " at '\(parent)'"
        return "Invalid JSON payload received. Unknown name \"\(name)\"\(place): Cannot find field."
    }
}
