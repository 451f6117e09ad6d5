internal import IPC

/// One connection as the resolver sees it.
final class Target {
    /// What is configured.
    let connection: ProviderConnection
    /// What its calls have shown.
    let health: ConnectionHealth
    /// When it was first seen, seconds since 1970.
    let created: Int64
    /// What the user has set about translation; nil for nothing.
    let translation: TranslationSettings?
    /// The models it serves; nil for any.
    let models: Set<String>?
    /// The provider's own list, when there is no configured one and it was asked for.
    var learned: LearnedModels?

    init(
        _ stored: StoredConnection, health: ConnectionHealth, learned: LearnedModels?,
        translation: TranslationSettings = TranslationSettings()
    ) {
        connection = stored.connection
        created = stored.created / 1_000_000
        self.health = health
        self.translation = translation == TranslationSettings() ? nil : translation
        models = connection.models.isEmpty ? nil : Set(connection.models)
        self.learned = models == nil ? learned : nil
    }

    /// Whether a model may be asked of it.
    func serves(_ model: String) -> Bool { models?.contains(model) ?? true }

    /// The models that are known by name.
    var knownModels: [String] { models != nil ? connection.models : learned?.names ?? [] }

    /// Whether the provider's list should be asked for: it has one, none is configured, and none is known or it is too old.
    func needsList(at now: Int64) -> Bool {
        models == nil && ModelLists.exist(at: connection) && learned?.isStale(at: now) != false
    }

    /// Permission for one call.
    func lease(_ id: UInt64, model: String) -> Lease {
        Lease(
            leaseID: id, connectionID: connection.id, connectionName: connection.name,
            provider: connection.provider, dialect: connection.dialect, model: model,
            baseURL: connection.baseURL, deadlines: connection.deadlines,
            profile: connection.profile, prefix: connection.prefix,
            parameters: connection.parameters, translation: translation)
    }
}
