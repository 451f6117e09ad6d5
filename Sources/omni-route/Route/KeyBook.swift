internal import IPC

/// The client keys, as decisions need them.
struct KeyBook {
    /// One key.
    final class Entry: Sendable {
        /// Who asks without a key.
        static let nobody = Entry(name: "", scope: .open)

        let name: String
        let scope: KeyScope

        init(name: String, scope: KeyScope) {
            self.name = name
            self.scope = scope
        }
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
    func scope(of id: String) throws(Denial) -> KeyScope { try entry(of: id).scope }

    /// A key: one without bounds where there is none.
    ///
    /// - Throws: As `scope(of:)`.
    func entry(of id: String) throws(Denial) -> Entry {
        if id.isEmpty { return .nobody }
        guard let entry = entries[id] else {
            throw Denial(code: .modelNotAllowed, message: "This API key is no longer valid.")
        }
        return entry
    }

    /// A key's name; empty when there is none.
    func name(of id: String) -> String { entries[id]?.name ?? "" }

    /// The id of the key with a name.
    func id(named name: String) -> String? {
        entries.first { $0.value.name == name }?.key
    }
}
