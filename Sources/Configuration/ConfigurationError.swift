/// One thing that is wrong with a configuration file.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file as the caller named it.
    public let file: String
    /// Line, from 1; 0 when the whole file is meant.
    public let line: Int
    /// Column in characters, from 1; 0 when the whole file is meant.
    public let column: Int
    /// What is wrong, and what would be right.
    public let message: String

    /// `file:line:column: message`, as compilers write it.
    public var description: String {
        line > 0 ? "\(file):\(line):\(column): \(message)" : "\(file): \(message)"
    }
}
