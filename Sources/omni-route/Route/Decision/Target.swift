internal import IPC

/// One connection as the resolver sees it.
final class Target {
    /// What is configured.
    let connection: ProviderConnection
    /// What its calls have shown.
    let health: ConnectionHealth
    /// When it was first seen, seconds since 1970.
    let created: Int64
    /// The models it serves; nil for any.
    let models: Set<String>?
    /// The provider's own list, when there is no configured one and it was asked for.
    var learned: LearnedModels?

    init(_ stored: StoredConnection, health: ConnectionHealth, learned: LearnedModels?) {
        connection = stored.connection
        created = stored.created / 1_000_000
        self.health = health
        models = connection.models.isEmpty ? nil : Set(connection.models)
        self.learned = models == nil ? learned : nil
    }

    /// Whether a model may be asked of it.
    func serves(_ model: String) -> Bool { models?.contains(model) ?? true }

    /// The models that are known by name.
    var knownModels: [String] { models != nil ? connection.models : learned?.names ?? [] }

    /// Permission for one call.
    func lease(_ id: UInt64, model: String) -> Lease {
        Lease(
            leaseID: id, connectionID: connection.id, connectionName: connection.name,
            provider: connection.provider, dialect: connection.dialect, model: model,
            baseURL: connection.baseURL, deadlines: connection.deadlines,
            profile: connection.profile, prefix: connection.prefix)
    }
}
