/// One difference between two documents.
public struct DocumentChange: Equatable, Sendable {
    /// What happened to an entry.
    public enum Kind: String, Equatable, Sendable {
        /// It is new.
        case added
        /// It says something else.
        case changed
        /// It is gone.
        case removed
    }

    /// The name of a section, or "settings".
    public var section: String
    /// The entry's name; of settings the path of one, such as "cache/ttl".
    public var name: String
    /// What happened.
    public var kind: Kind
    /// Of a changed entry the fields that differ, in the order of the new one, then those that are gone.
    public var fields: [String]

    /// Makes a change.
    public init(section: String, name: String, kind: Kind, fields: [String] = []) {
        self.section = section
        self.name = name
        self.kind = kind
        self.fields = fields
    }
}
