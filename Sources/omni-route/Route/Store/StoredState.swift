internal import IPC

/// All that the store holds.
struct StoredState: Equatable {
    /// Counts changes of connections, keys and settings.
    var generation: UInt64 = 1
    /// In the order in which they are tried.
    var connections: [StoredConnection] = []
    /// In the order of the configuration.
    var keys: [ClientKey] = []
    /// Settings of the door.
    var settings = DoorSettings.standard
    /// Settings of translation.
    var translation = TranslationSettings()
    /// Names that stand for several models.
    var combos: [Combo] = []
    /// Names that stand for another.
    var aliases: [Alias] = []
    /// Bounds on what may be spent.
    var budgets: [Budget] = []
    /// How decisions are made.
    var routing = RoutingSettings()
    /// Learned lists by connection id.
    var learned: [String: LearnedModels] = [:]

    /// All that is configured.
    var configuration: RouteConfiguration {
        RouteConfiguration(
            connections: connections.map(\.connection), keys: keys, settings: settings,
            translation: translation, combos: combos, aliases: aliases, budgets: budgets,
            routing: routing)
    }
}
