internal import IPC
internal import TimeZones

/// What is known of a connection beside its configuration: health, its provider's health, quotas.
///
/// Kept by id over configurations.
final class Connections {
    private(set) var health: [String: ConnectionHealth] = [:]
    private(set) var providers: [ProviderKey: ProviderHealth] = [:]
    let quotas = QuotaBook()
    /// What decisions read of many connections at once.
    private(set) var gauges = Gauges(count: 0)

    /// Takes a configuration over.
    func configure(
        _ connections: [ProviderConnection], calendar: CivilCalendar, at moment: Moment
    ) {
        var health: [String: ConnectionHealth] = [:]
        var providers: [ProviderKey: ProviderHealth] = [:]
        gauges = Gauges(count: connections.count)
        for (place, connection) in connections.enumerated() {
            let known =
                self.health[connection.id] ?? ConnectionHealth(connectionID: connection.id)
            known.configure(connection)
            known.show(on: gauges, at: place)
            health[connection.id] = known
            let key = ProviderKey(connection)
            let provider =
                providers[key] ?? self.providers[key]
                ?? ProviderHealth(key, connection.resilience)
            provider.configure(connection.resilience)
            providers[key] = provider
        }
        self.health = health
        self.providers = providers
        quotas.configure(connections, calendar: calendar, at: moment)
    }

    /// The keys under which health is kept.
    var healthKeys: Set<String> { Set(health.keys).union(providers.keys.map(\.text)) }

    /// The health of a connection; a fresh one when it is not known.
    func health(of connection: ProviderConnection) -> ConnectionHealth {
        health[connection.id] ?? ConnectionHealth(connectionID: connection.id)
    }

    /// The health of the service behind a connection; a fresh one when it is not known.
    func provider(of connection: ProviderConnection) -> ProviderHealth {
        let key = ProviderKey(connection)
        return providers[key] ?? ProviderHealth(key, connection.resilience)
    }

    /// Goes on with what an earlier process has kept, after `configure`.
    func restore(_ standing: Standing, at moment: Moment) {
        let rows = Dictionary(grouping: standing.health, by: \.key)
        for (id, health) in health {
            if let own = rows[id] { health.restore(own, at: moment) }
            health.savedRevision = health.revision
        }
        for (key, provider) in providers {
            if let own = rows[key.text] { provider.restore(own, at: moment) }
            provider.savedRevision = provider.revision
        }
        quotas.restore(standing.money, at: moment)
    }

    /// Notes what has changed of a connection and its provider since it was last written.
    func note(_ target: Target, in change: inout StandingChange, at moment: Moment) {
        let (health, provider) = (target.health, target.provider)
        if health.savedRevision != health.revision {
            health.savedRevision = health.revision
            change.health[health.connectionID] = health.rows(at: moment)
        }
        if provider.savedRevision != provider.revision {
            provider.savedRevision = provider.revision
            change.health[provider.key.text] = provider.rows(at: moment)
        }
    }
}
