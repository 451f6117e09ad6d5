/// One field of a message as the `.proto` file describes it; what dumps are made from.
public struct WireField: Sendable {
    /// The number on the wire.
    public let number: UInt32

    /// The name in the `.proto` file.
    public let name: String

    /// The type of the value, or of one element.
    public let kind: WireKind

    /// Whether the field is a list.
    public let isRepeated: Bool

    /// Whether the field carries a secret or a user's words and is hidden in dumps.
    public let isRedacted: Bool

    /// Describes a field.
    ///
    /// - Parameters:
    ///   - number: The number on the wire.
    ///   - name: The name in the `.proto` file.
    ///   - kind: The type of the value.
    ///   - repeated: Whether the field is a list.
    ///   - redacted: Whether dumps hide it.
    public init(
        _ number: UInt32, _ name: String, _ kind: WireKind, repeated: Bool = false,
        redacted: Bool = false
    ) {
        self.number = number
        self.name = name
        self.kind = kind
        isRepeated = repeated
        isRedacted = redacted
    }
}
