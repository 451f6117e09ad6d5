internal import IPC

/// One connection as the resolver sees it.
final class Target {
    /// What is configured.
    let connection: ProviderConnection
    /// What its calls have shown.
    let health: ConnectionHealth
    /// What calls of all accounts of its provider have shown.
    let provider: ProviderHealth
    /// What is used of its plan; nil when nobody counts that.
    let quota: AccountQuota?
    /// When it was first seen, seconds since 1970.
    let created: Int64
    /// What the user has set about translation; nil for nothing.
    let translation: TranslationSettings?
    /// The models it serves; nil for any.
    let models: Set<String>?
    /// The prefix, the provider's id and the connection's name in lower case, for patterns.
    let prefixKey: String
    let providerKey: String
    let nameKey: String
    /// The provider's own list, when there is no configured one and it was asked for.
    var learned: LearnedModels?
    /// Where the facts of a model are, by its name; empty where there are few.
    private let factIndex: [String: Int]

    init(
        _ stored: StoredConnection, health: ConnectionHealth, provider: ProviderHealth,
        quota: AccountQuota? = nil, learned: LearnedModels?,
        translation: TranslationSettings = TranslationSettings()
    ) {
        connection = stored.connection
        created = stored.created / 1_000_000
        self.health = health
        self.provider = provider
        self.quota = quota
        self.translation = translation == TranslationSettings() ? nil : translation
        models = connection.models.isEmpty ? nil : Set(connection.models)
        prefixKey = connection.prefix.lowercased()
        providerKey = connection.provider.lowercased()
        nameKey = connection.name.lowercased()
        factIndex = Self.index(connection.facts)
        self.learned = models == nil ? learned : nil
    }

    /// Whether a model may be asked of it.
    func serves(_ model: String) -> Bool { models?.contains(model) ?? true }

    /// The models that are known by name.
    var knownModels: [String] { models != nil ? connection.models : learned?.names ?? [] }

    /// Its id stands for a kind of server, not for one provider.
    var isGeneric: Bool { providerKey.hasSuffix("-compatible") }

    /// What is known of a model; nil for nothing.
    func facts(of model: String) -> ModelFacts? {
        if factIndex.isEmpty { return connection.facts.first { $0.name == model } }
        return factIndex[model].map { connection.facts[$0] }
    }

    private static func index(_ facts: [ModelFacts]) -> [String: Int] {
        guard facts.count > Limits.scannedFacts else { return [:] }
        return Dictionary(
            facts.indices.map { (facts[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether the provider's list should be asked for: it has one, none is configured, and none is known or it is too old.
    func needsList(at now: Int64) -> Bool {
        models == nil && !connection.disabled && ModelLists.exist(at: connection)
            && learned?.isStale(at: now) != false
    }

    /// Permission for one call.
    func lease(_ id: UInt64, model: String) -> Lease {
        Lease(
            leaseID: id, connectionID: connection.id, connectionName: connection.name,
            provider: connection.provider, dialect: connection.dialect, model: model,
            baseURL: connection.baseURL, deadlines: connection.deadlines,
            profile: connection.profile, prefix: connection.prefix,
            parameters: connection.parameters, translation: translation,
            headers: connection.headers)
    }
}
