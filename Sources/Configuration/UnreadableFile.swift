/// Why a file that a configuration names cannot be read.
public struct UnreadableFile: Error, Equatable, Sendable {
    /// The system's words, without the path.
    public let reason: String

    /// Makes an error.
    public init(reason: String) { self.reason = reason }
}
