internal import IPC
internal import TimeZones

/// The accounts of all budgets, each in the period of the moment at which it is asked for.
final class BudgetAccounts {
    /// What begins and ends periods.
    private(set) var calendar: CivilCalendar
    /// Changes whenever another account may count a spender than before.
    private(set) var generation: UInt64 = 0
    private var entries: [BudgetEntry] = []
    private var index = BudgetIndex([])
    /// Positions by name and form.
    private var positions: [BudgetName: Int] = [:]
    /// Accounts by scope and name of a spender, as found before.
    private var found: [BudgetScope: [String: [BudgetAccount]]] = [:]
    private var count = 0
    /// When room was last looked for, monotonic.
    private var searched: UInt64?
    private let changes = ChangeList<BudgetAccount>()

    private struct BudgetName: Hashable {
        var name: String
        var form: String
    }

    /// No accounts.
    init(calendar: CivilCalendar) { self.calendar = calendar }

    /// Replaces the budgets and keeps the accounts of those that stay.
    func configure(_ budgets: [Budget], calendar: CivilCalendar, at moment: Moment) {
        var kept: [String: BudgetEntry] = [:]
        for entry in entries { kept[entry.budget.identity] = entry }
        entries = budgets.map { budget in
            guard var entry = kept.removeValue(forKey: budget.identity) else {
                return BudgetEntry(budget)
            }
            entry.take(budget)
            return entry
        }
        index = BudgetIndex(budgets)
        positions = Dictionary(
            budgets.enumerated().map { (BudgetName(name: $1.name, form: $1.form), $0) },
            uniquingKeysWith: { first, _ in first })
        forget()
        count = all.count
        guard calendar != self.calendar else { return }
        for account in all {
            // What the clock has passed already is not carried over.
            roll(account, to: moment.wall)
            let period = calendar.period(account.budget.unit, at: moment.wall)
            account.counter.realign(to: period)
            changes.note(account)
        }
        self.calendar = calendar
    }

    /// All of them, budget by budget.
    var all: [BudgetAccount] {
        entries.flatMap { $0.accounts.values.sorted { $0.subject < $1.subject } }
    }

    /// Makes the accounts of budgets with one subject only, so that those of which nothing was spent are shown as well.
    func openNamed(at moment: Moment) {
        for (position, entry) in entries.enumerated() where !entry.budget.isEach {
            _ = account(position, entry.budget.onlySubject, at: moment)
        }
    }

    /// Calls `body` with each account that counts a spender.
    func forEach(of spender: Spender, at moment: Moment, _ body: (BudgetAccount) -> Void) {
        for scope in index.scopes {
            for account in accounts(scope, spender, at: moment) {
                roll(account, to: moment.wall)
                body(account)
            }
        }
    }

    private func accounts(
        _ scope: BudgetScope, _ spender: Spender, at moment: Moment
    ) -> [BudgetAccount] {
        let name = spender.name(in: scope)
        if let known = found[scope]?[name] { return known }
        let before = generation
        let accounts = index.matches(scope, spender).map {
            account($0.position, $0.subject, at: moment)
        }
        // The search for room may have taken one of them; the next search is a minute away.
        guard generation == before else { return self.accounts(scope, spender, at: moment) }
        if found[scope]?.count ?? 0 >= MoneyLimits.budgetAccounts { found[scope] = nil }
        found[scope, default: [:]][name] = accounts
        return accounts
    }

    /// Lets go what is known of accounts: others may count a spender now.
    private func forget() {
        generation += 1
        found = [:]
    }

    /// Brings an account to the period in which a time lies.
    func roll(_ account: BudgetAccount, to wall: Int64) {
        guard !account.counter.inUse.contains(wall) else { return }
        if account.roll(to: wall, calendar) { changes.note(account) }
    }

    /// Notes that an account's rows have changed.
    func changed(_ account: BudgetAccount) { changes.note(account) }

    /// The accounts that have changed since the last time, and are still there.
    func takeChanged() -> [BudgetAccount] {
        changes.take().filter { account in
            let name = BudgetName(name: account.budget.name, form: account.budget.form)
            return positions[name].map { entries[$0].accounts[account.subject] === account }
                ?? false
        }
    }

    /// The account of a budget that counts as a form says, for what was counted before.
    func account(owner: String, form: String, subject: String, at moment: Moment) -> BudgetAccount?
    {
        guard let position = positions[BudgetName(name: owner, form: form)],
            entries[position].counts(subject)
        else { return nil }
        return account(position, subject, at: moment)
    }

    private func account(_ position: Int, _ name: String, at moment: Moment) -> BudgetAccount {
        if let account = entries[position].accounts[name] { return account }
        var subject = name
        if entries[position].budget.isEach, !hasRoom(at: moment) {
            subject = BudgetEntry.others
            if let shared = entries[position].accounts[subject] { return shared }
        }
        let account = BudgetAccount(
            entries[position].budget, subject: subject, calendar, wall: moment.wall)
        entries[position].keep(account)
        count += 1
        return account
    }

    /// Whether one more subject can have an account.
    private func hasRoom(at moment: Moment) -> Bool {
        if count < MoneyLimits.budgetAccounts { return true }
        // A search passes all accounts, so it must not come with every call.
        if let searched, moment.now < Saturating.sum(searched, MoneyLimits.searchInterval) {
            return false
        }
        searched = moment.now
        for position in entries.indices {
            count -= entries[position].dropEmpty(at: moment.wall, calendar)
        }
        forget()
        return count < MoneyLimits.budgetAccounts
    }
}
