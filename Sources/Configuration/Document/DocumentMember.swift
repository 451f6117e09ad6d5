/// A named value of a document.
public struct DocumentMember: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: DocumentValue

    /// Makes a member.
    public init(name: String, value: DocumentValue) {
        self.name = name
        self.value = value
    }
}
