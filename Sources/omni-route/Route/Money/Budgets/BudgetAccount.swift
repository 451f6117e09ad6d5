internal import IPC
internal import TimeZones

/// What one subject spends of one budget.
final class BudgetAccount: ChangeListed {
    /// The bound; replaced when only its limit or action changes.
    var budget: Budget
    /// Whom it counts.
    let subject: String
    /// What is spent.
    var counter: PeriodCounter
    /// What calls under way may still cost; they are settled in whatever period is then in progress.
    private(set) var reserved: UInt64 = 0
    /// The period of which a warning was given.
    var warned: WallPeriod?
    var isChanged = false

    /// Opens an account in the period in which a time lies.
    init(_ budget: Budget, subject: String, _ calendar: CivilCalendar, wall: Int64) {
        self.budget = budget
        self.subject = subject
        counter = PeriodCounter(calendar.period(budget.unit, at: wall))
    }

    /// Goes to the period in which a time lies; true when that is another one.
    func roll(to wall: Int64, _ calendar: CivilCalendar) -> Bool {
        counter.roll(to: wall) { calendar.period(budget.unit, at: wall) }
    }

    /// What is spent and what calls under way may cost.
    var committed: UInt64 { Saturating.sum(counter.current.used, reserved) }

    /// Nothing would be lost with it.
    var isEmpty: Bool {
        reserved == 0 && counter.current.isEmpty
    }

    /// At least 80 % are spent.
    var isWarning: Bool {
        budget.limit > 0
            && counter.current.used >= budget.limit - Saturating.percent(20, of: budget.limit)
    }

    /// Why a call has no room that may cost so many picodollars; nil when it has.
    ///
    /// For an unknown amount, nil, anything that is left is room enough.
    func obstruction(_ amount: UInt64?) -> BudgetExhaustion.Cause? {
        guard let amount else {
            if committed < budget.limit { return nil }
            return counter.current.used < budget.limit ? .reserved : .spent
        }
        // What costs nothing spends nothing, even of a budget that is spent.
        if amount == 0 || fits(amount, committed) { return nil }
        if amount > budget.limit { return .tooDear }
        return fits(amount, counter.current.used) ? .reserved : .spent
    }

    /// What is said when it has no room.
    func exhaustion(_ cause: BudgetExhaustion.Cause) -> BudgetExhaustion {
        BudgetExhaustion(
            name: budget.name, subject: subject, action: budget.action, cause: cause,
            resets: counter.inUse.ends)
    }

    private func fits(_ amount: UInt64, _ taken: UInt64) -> Bool {
        taken <= budget.limit && amount <= budget.limit - taken
    }

    /// Sets an amount aside.
    func reserve(_ amount: UInt64) { reserved = Saturating.sum(reserved, amount) }

    /// Gives an amount back.
    func release(_ amount: UInt64) { reserved = Saturating.difference(reserved, amount) }
}

extension Budget {
    /// The period; one that is not of the calendar counts as a month, the strictest reading.
    var unit: CivilCalendar.Unit { CivilCalendar.Unit(period) ?? .month }

    /// Budgets of one identity are the same budget, whatever its limit and action.
    var identity: String { "\(name)\n\(subject)\n\(form)" }

    /// Each subject has an account of its own.
    var isEach: Bool { scope != .total && subject == "*" }

    /// The subject, where there is only one.
    var onlySubject: String { scope == .total ? "" : subject }

    /// How an account of it counts.
    var form: String { "\(scope.rawValue)/\(unit.rawValue)" }
}

extension BudgetAccount {
    /// What must be kept of it.
    var rows: [MoneyRow] {
        var row = MoneyRow(
            book: .budget, owner: budget.name, subject: subject, form: budget.form)
        row.take(counter.current)
        guard let before = counter.previous else { return [row] }
        var previous = row
        previous.isPrevious = true
        previous.take(before)
        return [row, previous]
    }
}
