internal import IPC
internal import TimeZones

/// A budget with the accounts of its subjects.
struct BudgetEntry {
    /// The bound.
    private(set) var budget: Budget
    /// By subject; a single one unless each subject has its own.
    private(set) var accounts: [String: BudgetAccount] = [:]

    /// The subject of an account that many share because there are too many.
    static let others = "*"

    /// A budget of which nothing is spent.
    init(_ budget: Budget) { self.budget = budget }

    /// Whether it can have an account of this subject.
    func counts(_ subject: String) -> Bool {
        budget.isEach || subject == budget.onlySubject
    }

    /// Takes another limit and action.
    mutating func take(_ changed: Budget) {
        budget = changed
        for account in accounts.values { account.budget = changed }
    }

    /// Keeps an account.
    mutating func keep(_ account: BudgetAccount) { accounts[account.subject] = account }

    /// Lets accounts go in which there is nothing; returns how many.
    mutating func dropEmpty(at wall: Int64, _ calendar: CivilCalendar) -> Int {
        let before = accounts.count
        accounts = accounts.filter { _, account in
            _ = account.roll(to: wall, calendar)
            return !account.isEmpty
        }
        return before - accounts.count
    }
}
