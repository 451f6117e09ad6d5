/// Accounts whose rows have changed since somebody last asked, each once.
final class ChangeList<Account: ChangeListed> {
    private var accounts: [Account] = []

    /// Notes a change.
    func note(_ account: Account) {
        guard !account.isChanged else { return }
        account.isChanged = true
        accounts.append(account)
    }

    /// Hands over what has changed.
    func take() -> [Account] {
        let taken = accounts
        accounts.removeAll(keepingCapacity: true)
        for account in taken { account.isChanged = false }
        return taken
    }
}

/// What can stand in a list of changes.
protocol ChangeListed: AnyObject {
    /// It stands in the list.
    var isChanged: Bool { get set }
}
