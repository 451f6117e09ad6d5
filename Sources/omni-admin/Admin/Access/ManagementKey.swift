internal import JSON

/// A key for programs that use this API; its secret is shown once and kept as a hash.
struct ManagementKey: Equatable {
    /// What its secret begins with, which tells it from keys of clients.
    static let prefix = "omni_mgmt_"

    let name: String
    let scopes: Set<Scope>
    /// Microseconds since 1970.
    let created: Int64
    /// Who made it, as the audit log says it.
    let createdBy: String
    /// Microseconds since 1970; nil for never.
    var expires: Int64?
    /// Microseconds since 1970, to some minutes; nil when it never was.
    var used: Int64?

    /// Whether a text can be a secret of one.
    static func isShaped(_ text: String) -> Bool {
        text.hasPrefix(prefix) && text.utf8.count == prefix.utf8.count + Token.characters
    }

    /// Whether a text can be a name: letters, digits, `.`, `_` and `-`, at most 64, the first no punctuation.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, isAlphanumeric(first) else {
            return false
        }
        return text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

extension Set<Scope> {
    /// Every right.
    static let all = Set(Scope.allCases)

    /// In the order of their declaration.
    var sorted: [Scope] { Scope.allCases.filter(contains) }
}
