internal import IPC

/// Order of the accounts behind one name.
struct AccountOrder: Equatable {
    var strategy = Strategy.priority
    /// Requests that stay with one account when they take turns.
    var sticky: UInt32 = 1
}

extension AccountOrder {
    /// As the user has set it.
    init(_ settings: RoutingSettings) {
        self.init(strategy: settings.accountStrategy, sticky: max(1, settings.sticky))
    }
}
