internal import IPC

/// Who spends, and where: one call with one target.
struct Spender: Equatable {
    /// Id of the client's key; empty without one.
    var keyID = ""
    /// Name of the client's key.
    var keyName = ""
    /// Catalogue id of the provider.
    var providerID = ""
    /// The connection's tier.
    var tier = Tier.none
    /// The connection's name.
    var connectionName = ""

    /// What it is called in a scope.
    func name(in scope: BudgetScope) -> String {
        switch scope {
        case .total: ""
        case .key: keyName.isEmpty ? keyID : keyName
        case .provider: providerID
        case .tier: tier.budgetName
        case .connection: connectionName
        }
    }
}

extension Tier {
    /// The name that budgets and the configuration file have for it.
    var budgetName: String {
        switch self {
        case .none: "none"
        case .subscription: "subscription"
        case .apiKey: "api-key"
        case .cheap: "cheap"
        case .free: "free"
        }
    }
}
