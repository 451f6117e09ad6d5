internal import Yams

/// Collects what is wrong with one file, so that a person gets all of it at once.
final class Problems {
    /// The file as the caller named it.
    let file: String
    private var errors: [ConfigurationError] = []
    private var omitted = 0

    init(file: String) { self.file = file }

    /// Notes an error at a place.
    func add(_ mark: Mark?, _ message: String) {
        guard errors.count < Limits.errors else {
            omitted += 1
            return
        }
        errors.append(
            ConfigurationError(
                file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message: message))
    }

    /// Whether more errors would only be counted, so that nothing costly need be said of them.
    var isFull: Bool { errors.count >= Limits.errors }

    /// Throws when there was an error.
    func check() throws(ConfigurationErrors) {
        guard !errors.isEmpty else { return }
        let sorted = errors.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset)
                < ($1.element.line, $1.element.column, $1.offset)
        }
        throw ConfigurationErrors(sorted.map(\.element), omitted: omitted)
    }
}
