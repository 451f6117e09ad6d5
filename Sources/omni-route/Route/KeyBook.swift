internal import IPC

/// The client keys, as decisions need them.
struct KeyBook {
    /// One key.
    struct Entry {
        let name: String
        let scope: KeyScope
    }

    private let entries: [String: Entry]

    init(_ keys: [StoredKey]) {
        entries = Dictionary(
            keys.map { ($0.key.id, Entry(name: $0.key.name, scope: KeyScope($0.key))) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What a key may use: everything without one, where the door lets such requests in.
    ///
    /// - Throws: A refusal for a key that is there no longer; the door will know in a moment.
    func scope(of id: String) throws(Denial) -> KeyScope {
        if id.isEmpty { return .open }
        guard let entry = entries[id] else {
            throw Denial(code: .modelNotAllowed, message: "This API key is no longer valid.")
        }
        return entry.scope
    }

    /// A key's name; empty when there is none.
    func name(of id: String) -> String { entries[id]?.name ?? "" }

    /// The id of the key with a name.
    func id(named name: String) -> String? {
        entries.first { $0.value.name == name }?.key
    }
}
