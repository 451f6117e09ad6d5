internal import IPC

extension Router {
    /// What logd is to keep, and for how long; days and months are those of budgets.
    var ledger: LedgerSettings {
        var settings = state.routing.ledger ?? LedgerSettings()
        if settings.zone.isEmpty { settings.zone = state.routing.zone }
        return settings
    }
}
