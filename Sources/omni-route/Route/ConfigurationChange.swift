internal import IPC

/// What an apply makes of the state: checks first, then the new state as a value, so that nothing changes on the way.
enum ConfigurationChange {
    /// Why a configuration is refused; for people.
    struct Problem: Error, Equatable {
        let text: String
    }

    /// The state with all that is configured replaced; nil when that changes nothing.
    ///
    /// `now` is the wall clock in microseconds since 1970, the date of birth of what is new.
    static func applying(
        _ sent: RouteConfiguration, to state: StoredState, now: Int64
    ) throws(Problem) -> StoredState? {
        let configuration = normalised(sent)
        try check(configuration.connections)
        try check(configuration.keys)
        let translation = configuration.translation ?? TranslationSettings()
        try check(translation)
        try check(settings: configuration.settings ?? .standard)
        try check(combos: configuration.combos)
        try check(aliases: configuration.aliases)
        if let problem = Combos.problems(configuration.combos, configuration.aliases).first {
            throw Problem(text: problem)
        }
        try check(budgets: configuration.budgets)
        let routing = configuration.routing ?? RoutingSettings()
        try check(routing: routing)
        let settings = configuration.settings ?? .standard
        var next = state
        next.settings = settings
        next.translation = translation
        next.combos = configuration.combos
        next.aliases = configuration.aliases
        next.budgets = configuration.budgets
        next.routing = routing
        next.connections = connections(configuration.connections, after: state, now: now)
        next.keys = keys(configuration.keys, after: state, now: now)
        next.learned = learned(state, keptBy: next)
        guard next != state else { return nil }
        next.generation += 1
        return next
    }

    // MARK: Checks

    private static func check(_ connections: [ProviderConnection]) throws(Problem) {
        guard connections.count <= Limits.connections else {
            throw Problem(text: "more than \(Limits.connections) connections")
        }
        var ids: Set<String> = []
        var names: Set<String> = []
        for connection in connections {
            let name = connection.name
            guard !connection.id.isEmpty, !name.isEmpty, !connection.prefix.isEmpty,
                !connection.provider.isEmpty, !connection.baseURL.isEmpty
            else { throw Problem(text: "the connection \"\(name)\" lacks a field") }
            guard ids.insert(connection.id).inserted, names.insert(name).inserted else {
                throw Problem(text: "the connection \"\(name)\" is there twice")
            }
            guard connection.dialect != .none else {
                throw Problem(text: "the connection \"\(name)\" has an unknown dialect")
            }
            guard !connection.prefix.contains("/") else {
                throw Problem(text: "the prefix of connection \"\(name)\" has a slash")
            }
            guard Set(connection.models).count == connection.models.count,
                connection.models.allSatisfy(ModelName.isAcceptable)
            else { throw Problem(text: "the connection \"\(name)\" has a bad model list") }
            guard areUsable(connection.parameters) else {
                throw Problem(text: "the connection \"\(name)\" has a bad parameter")
            }
            guard connection.headers.count <= Limits.parameters,
                connection.headers.allSatisfy(isHeader),
                connection.providerAliases.count <= Limits.parameters,
                connection.providerAliases.allSatisfy({ ModelName.isAcceptable($0) })
            else { throw Problem(text: "the connection \"\(name)\" has a bad header or alias") }
            try check(accountOf: connection)
        }
    }

    /// They become parts of URLs and headers.
    private static func areUsable(_ parameters: [Header]) -> Bool {
        let isText: (String) -> Bool = { text in
            (1...Limits.parameterBytes).contains(text.utf8.count)
                && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        }
        return parameters.count <= Limits.parameters
            && parameters.allSatisfy { isText($0.name) && isText($0.value) }
            && Set(parameters.map(\.name)).count == parameters.count
    }

    private static func isHeader(_ header: Header) -> Bool {
        let name = header.name.utf8
        return (1...Limits.parameterBytes).contains(name.count)
            && name.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") }
            && header.value.utf8.count <= Limits.parameterBytes
            && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    }

    private static func check(_ settings: TranslationSettings) throws(Problem) {
        guard settings.systemPrompt.utf8.count <= Limits.systemPromptBytes else {
            throw Problem(text: "the system prompt has more than \(Limits.systemPromptBytes) bytes")
        }
    }

    private static func check(_ keys: [ClientKey]) throws(Problem) {
        guard keys.count <= Limits.keys else {
            throw Problem(text: "more than \(Limits.keys) keys")
        }
        var ids: Set<String> = []
        var names: Set<String> = []
        var hashes: Set<[UInt8]> = []
        for key in keys {
            guard !key.id.isEmpty, !key.name.isEmpty, key.hash.count == 32 else {
                throw Problem(text: "the key \"\(key.name)\" lacks a field")
            }
            guard ids.insert(key.id).inserted, names.insert(key.name).inserted,
                hashes.insert(key.hash).inserted
            else { throw Problem(text: "the key \"\(key.name)\" is there twice") }
            try check(scopeOf: key)
        }
    }

    // MARK: Parts of the next state

    private static func connections(
        _ connections: [ProviderConnection], after state: StoredState, now: Int64
    ) -> [StoredConnection] {
        let created = Dictionary(
            state.connections.map { ($0.connection.id, $0.created) },
            uniquingKeysWith: { a, _ in a })
        return connections.map {
            StoredConnection(connection: $0, created: created[$0.id] ?? now)
        }
    }

    private static func keys(
        _ keys: [ClientKey], after state: StoredState, now: Int64
    ) -> [ClientKey] {
        let created = Dictionary(
            state.keys.map { ($0.hash, $0.createdUnixUs) }, uniquingKeysWith: { a, _ in a })
        return keys.map { sent in
            var key = sent
            if key.createdUnixUs == 0 { key.createdUnixUs = created[key.hash] ?? now }
            return key
        }
    }

    /// A learned list holds for as long as the connection asks the same server in the same way.
    private static func learned(
        _ state: StoredState, keptBy next: StoredState
    ) -> [String: LearnedModels] {
        let before = byID(state)
        let after = byID(next)
        return state.learned.filter { id, _ in
            guard let old = before[id], let new = after[id] else { return false }
            return new.models.isEmpty && old.baseURL == new.baseURL && old.dialect == new.dialect
                && old.provider == new.provider
        }
    }

    private static func byID(_ state: StoredState) -> [String: ProviderConnection] {
        Dictionary(
            state.connections.map { ($0.connection.id, $0.connection) },
            uniquingKeysWith: { first, _ in first })
    }
}
