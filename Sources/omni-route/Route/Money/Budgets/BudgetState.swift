internal import IPC
internal import TimeZones

/// What there is to see of one account of a budget.
struct BudgetState: Equatable {
    /// The budget's name.
    var name: String
    var scope: BudgetScope
    /// Whom it counts; empty when it counts all.
    var subject: String
    var unit: CivilCalendar.Unit
    var action: BudgetAction
    /// Picodollars, like the next two.
    var spent: UInt64
    var reserved: UInt64
    var limit: UInt64
    /// Calls of this period whose cost is not known, and not in `spent`.
    var unknownCalls: UInt64
    /// When it begins anew, in microseconds since 1970.
    var resets: Int64
    /// At least 80 % are spent.
    var isWarning: Bool

    /// All of it is spent.
    var isExhausted: Bool { spent >= limit }
}

extension BudgetAccount {
    /// What there is to see of it.
    var state: BudgetState {
        BudgetState(
            name: budget.name, scope: budget.scope, subject: subject, unit: budget.unit,
            action: budget.action, spent: counter.current.used, reserved: reserved,
            limit: budget.limit, unknownCalls: counter.current.unknown, resets: counter.inUse.ends,
            isWarning: isWarning)
    }
}
