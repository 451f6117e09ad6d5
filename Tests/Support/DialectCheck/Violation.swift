/// One broken rule of a dialect.
public struct Violation: Equatable, Sendable, CustomStringConvertible {
    /// Where the document breaks the rule, as `messages[2].content[0].text`; empty for the whole.
    public let path: String

    /// What is wrong, in words a test can look for.
    public let message: String

    /// Whether a field is only unknown, which most readers skip.
    public var isUnknownField: Bool { message.hasPrefix(Self.unknownField) }

    /// The path and the message on one line.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }

    static let unknownField = "unknown field"

    /// Names a broken rule.
    ///
    /// - Parameters:
    ///   - path: Where the document breaks the rule.
    ///   - message: What is wrong.
    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }
}
