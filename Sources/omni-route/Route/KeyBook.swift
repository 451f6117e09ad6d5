internal import IPC

/// The client keys, as decisions need them.
struct KeyBook {
    /// One key.
    struct Entry {
        let name: String
        let scope: KeyScope
    }

    private struct Bounds: Hashable {
        let models: [String]
        let providers: [String]
    }

    private let entries: [String: Entry]

    init(_ keys: [ClientKey]) {
        // Keys that may use the same share a scope: what is found out for one holds for all.
        var scopes: [Bounds: KeyScope] = [:]
        entries = Dictionary(
            keys.map { key in
                let bounds = Bounds(models: key.models, providers: key.providers)
                let scope = scopes[bounds] ?? KeyScope(key)
                scopes[bounds] = scope
                return (key.id, Entry(name: key.name, scope: scope))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether there are several.
    var isShared: Bool { entries.count > 1 }

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
