internal import JSON

/// A call of a client-side tool.
public struct CheckedToolCall: Equatable, Sendable {
    /// The id; empty in dialects without ids.
    public var id: String

    /// The name of the tool.
    public var name: String

    /// The arguments as they stand on the wire, or the raw text of a free-form call.
    public var argumentsRaw: String

    /// The arguments without space between tokens and with one form of escapes.
    ///
    /// Key order and the text of numbers are kept; text that is not JSON is returned as it is.
    public var argumentsCompact: String { CompactJSON.text(argumentsRaw) ?? argumentsRaw }

    /// A call.
    ///
    /// - Parameters:
    ///   - id: The id, empty if there is none.
    ///   - name: The name of the tool.
    ///   - argumentsRaw: The arguments as they stand on the wire.
    public init(id: String, name: String, argumentsRaw: String) {
        self.id = id
        self.name = name
        self.argumentsRaw = argumentsRaw
    }
}
