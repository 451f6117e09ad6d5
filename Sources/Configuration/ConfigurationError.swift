/// One thing that is wrong with a configuration file or document.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file as the caller named it; empty for a document.
    public let file: String
    /// Line, from 1; 0 when the whole file is meant.
    public let line: Int
    /// Column in characters, from 1; 0 when the whole file is meant.
    public let column: Int
    /// Of a document, what is meant: "connections/work/models/0/price"; empty for a file, and for a document as a whole.
    public let path: String
    /// What is wrong, and what would be right.
    public let message: String

    /// Makes an error about a place in a file.
    init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        path = ""
        self.message = message
    }

    /// Makes an error about a part of a document.
    ///
    /// - Parameters:
    ///   - path: Of the part, from the section on.
    ///   - message: What is wrong.
    public init(path: String, message: String) {
        file = ""
        line = 0
        column = 0
        self.path = path
        self.message = message
    }

    /// `file:line:column: message`, as compilers write it; of a document `path: message`.
    public var description: String {
        let place = file.isEmpty ? path : line > 0 ? "\(file):\(line):\(column)" : file
        return place.isEmpty ? message : "\(place): \(message)"
    }
}
