/// Collects what is wrong with one file or document, so that a person gets all of it at once.
final class Problems {
    /// The file as the caller named it; empty for a document.
    let file: String
    /// Of a document.
    private let paths: DocumentPaths?
    private var errors: [ConfigurationError] = []
    private var places: [(line: Int, column: Int)] = []
    private var omitted = 0
    /// Those that are about a name that means nothing where it stands.
    private(set) var unknownNames: [ConfigurationError] = []

    /// For a file.
    init(file: String) {
        self.file = file
        paths = nil
    }

    /// For a document.
    init(paths: DocumentPaths) {
        file = ""
        self.paths = paths
    }

    /// Notes an error at a place.
    func add(_ mark: Mark?, _ message: String) {
        guard errors.count < Limits.errors else {
            omitted += 1
            return
        }
        errors.append(error(mark, message))
        places.append((mark?.line ?? 0, mark?.column ?? 0))
    }

    /// Notes that a name means nothing at a place.
    func add(unknownName mark: Mark?, _ message: String) {
        if !isFull { unknownNames.append(error(mark, message)) }
        add(mark, message)
    }

    /// Whether more errors would only be counted, so that nothing costly need be said of them.
    var isFull: Bool { errors.count >= Limits.errors }

    /// Throws when there was an error.
    func check() throws(ConfigurationErrors) {
        guard !errors.isEmpty else { return }
        let sorted = errors.indices.sorted {
            (places[$0].line, places[$0].column, $0) < (places[$1].line, places[$1].column, $1)
        }
        throw ConfigurationErrors(sorted.map { errors[$0] }, omitted: omitted)
    }

    private func error(_ mark: Mark?, _ message: String) -> ConfigurationError {
        if let paths { return ConfigurationError(path: paths.text(mark), message: message) }
        return ConfigurationError(
            file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message: message)
    }
}
