/// Where something stands: in a file, or in a document.
struct Mark: Equatable, Sendable {
    /// Line, from 1; 0 in a document.
    let line: Int
    /// Column in characters, from 1; of a document the number of the path in its ``DocumentPaths``.
    let column: Int

    /// What an error about a second one says of the first: "; the first is in line 3".
    ///
    /// Empty for a document, where names are enough.
    var asFirst: String { line > 0 ? "; the first is in line \(line)" : "" }
}
