/// What the name of a field looks like.
enum FieldName {
    /// Whether a name that is not known may be shown in an error: it cannot be a misplaced secret.
    static func isPlain(_ name: String) -> Bool {
        name.utf8.count <= 32
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
    }

    /// A name as an error says it, with a space before it; nothing in place of one that may be a secret.
    static func shown(_ name: String) -> String { isPlain(name) ? " `\(name)`" : "" }
}
