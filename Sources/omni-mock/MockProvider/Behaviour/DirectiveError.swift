/// Why the directives in a model name were not understood.
package enum DirectiveError: Error, Equatable, Sendable {
    /// No directive has this name.
    case unknownName(String)

    /// The directive exists and cannot have this value.
    case invalidValue(name: String, value: String, expected: String)

    /// The cause in words.
    package var reason: String {
        switch self {
        case .unknownName(let name):
            "unknown directive '\(name)' in the model name"
        case .invalidValue(let name, let value, let expected):
            "directive '\(name)' cannot be '\(value)', expected \(expected)"
        }
    }
}
