import IPC

@testable import Route
@testable import TimeZones

extension Budget {
    /// A budget of 1,000 picodollars a day for everything.
    static func example(
        _ name: String = "all", _ scope: BudgetScope = .total, _ subject: String = "",
        period: WindowKind = .day, limit: UInt64 = 1_000, action: BudgetAction = .refuse
    ) -> Budget {
        Budget(
            name: name, scope: scope, subject: subject, period: period, limit: limit,
            action: action)
    }
}

extension Spender {
    /// A call with one key.
    static func example(
        key: String = "alice", provider: String = "openai", tier: Tier = .apiKey,
        connection: String = "work"
    ) -> Spender {
        Spender(
            keyID: "k-" + key, keyName: key, providerID: provider, tier: tier,
            connectionName: connection)
    }
}

extension BudgetBook {
    /// A book with some budgets.
    static func example(
        _ budgets: [Budget], calendar: CivilCalendar = .utc, at moment: Moment
    ) -> BudgetBook {
        let book = BudgetBook(calendar: calendar)
        book.configure(budgets, calendar: calendar, at: moment)
        return book
    }

    /// What is spent of the only account of a budget.
    func spent(_ name: String = "all", at moment: Moment) -> UInt64? {
        state(at: moment).first { $0.name == name }?.spent
    }
}

extension BudgetVerdict {
    /// What stands in the way; nil when nothing does.
    var exhaustion: BudgetExhaustion? {
        if case .exhausted(let exhaustion) = self { exhaustion } else { nil }
    }
}
