internal import IPC

extension ConfigurationChange {
    /// Without what this version does not know: it would win over our own values when it is written again.
    static func normalised(_ sent: RouteConfiguration) -> RouteConfiguration {
        var result = sent
        result.unknownFields = []
        result.settings = sent.settings.map { normalised($0.completed) }
        result.translation?.unknownFields = []
        result.connections = sent.connections.map(normalised)
        result.keys = sent.keys.map(normalised)
        for index in result.combos.indices {
            result.combos[index].unknownFields = []
            for entry in result.combos[index].entries.indices {
                result.combos[index].entries[entry].unknownFields = []
            }
        }
        for index in result.aliases.indices { result.aliases[index].unknownFields = [] }
        for index in result.budgets.indices { result.budgets[index].unknownFields = [] }
        result.routing?.unknownFields = []
        result.routing?.cache?.unknownFields = []
        result.routing?.ledger?.unknownFields = []
        result.routing?.ledger?.telemetry?.unknownFields = []
        return result
    }

    /// The same of one key.
    static func normalised(_ sent: ClientKey) -> ClientKey {
        var key = sent
        key.unknownFields = []
        key.rates = sent.rates.map(normalised)
        return key
    }

    private static func normalised(_ sent: DoorSettings) -> DoorSettings {
        var settings = sent
        settings.addresses?.unknownFields = []
        settings.addressRates = sent.addressRates.map(normalised)
        return settings
    }

    private static func normalised(_ sent: RateWindow) -> RateWindow {
        var rate = sent
        rate.unknownFields = []
        return rate
    }

    private static func normalised(_ sent: ProviderConnection) -> ProviderConnection {
        var connection = sent
        connection.unknownFields = []
        connection.deadlines?.unknownFields = []
        if connection.deadlines == Deadlines() { connection.deadlines = nil }
        connection.limits?.unknownFields = []
        if connection.limits == ConnectionLimits() { connection.limits = nil }
        for index in connection.parameters.indices {
            connection.parameters[index].unknownFields = []
        }
        for index in connection.headers.indices { connection.headers[index].unknownFields = [] }
        for index in connection.quotas.indices { connection.quotas[index].unknownFields = [] }
        for index in connection.facts.indices {
            connection.facts[index].unknownFields = []
            connection.facts[index].price?.unknownFields = []
        }
        return connection
    }
}
