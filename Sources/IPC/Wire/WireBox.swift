/// Holds a large nested message, so that a message with one is copied without copying that.
///
/// Part of the generated messages; nobody else sees it.
public final class WireBox<Value: WireMessage>: Sendable, Equatable {
    /// What is in it; it never changes.
    public let value: Value

    /// Puts a message into a box.
    @inlinable
    public init(_ value: Value) { self.value = value }

    /// Whether both hold the same, which boxes that are one do without a look.
    public static func == (first: WireBox, second: WireBox) -> Bool {
        first === second || first.value == second.value
    }
}
