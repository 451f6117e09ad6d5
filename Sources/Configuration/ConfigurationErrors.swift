/// Everything that is wrong with a configuration file or document, in its order.
public struct ConfigurationErrors: Error, Equatable, Sendable, CustomStringConvertible {
    /// The errors; at least one.
    public let errors: [ConfigurationError]
    /// Errors beyond the first hundred, which are not listed.
    public let omitted: Int

    /// Makes a collection.
    ///
    /// - Parameters:
    ///   - errors: At least one.
    ///   - omitted: How many more there are.
    public init(_ errors: [ConfigurationError], omitted: Int = 0) {
        self.errors = errors
        self.omitted = omitted
    }

    /// One line an error.
    public var description: String {
        let lines = errors.map(\.description)
        return (omitted > 0 ? lines + ["and \(omitted) more"] : lines).joined(separator: "\n")
    }
}
