internal import IPC
internal import TimeZones

/// The quotas of all accounts.
///
/// Belongs to one thread.
final class QuotaBook {
    private var accounts: [String: AccountQuota] = [:]
    private let changes = ChangeList<AccountQuota>()

    /// Takes over the connections; what was counted of those that stay is kept.
    func configure(
        _ connections: [ProviderConnection], calendar: CivilCalendar, at moment: Moment
    ) {
        var kept: [String: AccountQuota] = [:]
        for connection in connections {
            let account =
                accounts[connection.id]
                ?? AccountQuota(connectionID: connection.id, calendar: calendar, changes: changes)
            account.configure(connection.quotas, calendar: calendar, at: moment)
            kept[connection.id] = account
        }
        accounts = kept
    }

    /// The account of a connection; nil when it is not configured.
    ///
    /// It stays the same over configurations, so that a target may keep it.
    subscript(connectionID: String) -> AccountQuota? { accounts[connectionID] }

    /// What there is to see, by connection id.
    func state(at moment: Moment) -> [String: [QuotaState]] {
        accounts.mapValues { $0.state(at: moment) }.filter { !$1.isEmpty }
    }

    /// All that must be kept over a restart; after `configure`, it replaces what was kept before.
    func rows() -> [MoneyRow] {
        accounts.values.sorted { $0.connectionID < $1.connectionID }.flatMap(\.filledRows)
    }

    /// Rows that have changed since the last time, to replace those of the same name.
    func takeChangedRows() -> [MoneyRow] {
        changes.take().filter { accounts[$0.connectionID] === $0 }.flatMap(\.rows)
    }

    /// Goes on with what was kept, after `configure`; rows of other connections are passed over.
    func restore(_ rows: [MoneyRow], at moment: Moment) {
        let byOwner = Dictionary(grouping: rows.filter { $0.book == .quota }, by: \.owner)
        for (owner, rows) in byOwner { accounts[owner]?.restore(rows, at: moment) }
    }
}
