internal import IPC

/// Whether budgets let a call happen.
enum BudgetVerdict: Equatable {
    case free
    case exhausted(BudgetExhaustion)
}

/// The budget that stands in the way of a call.
struct BudgetExhaustion: Equatable {
    /// Why there is no room.
    enum Cause: Equatable {
        /// It is spent.
        case spent
        /// There would be room, were it not for calls under way, which may cost less in the end.
        case reserved
        /// The call may cost more than the whole budget.
        case tooDear
    }

    /// The budget's name.
    var name: String
    /// Whom it counts; empty when it counts all.
    var subject: String
    /// What is done about it.
    var action: BudgetAction
    var cause: Cause
    /// When it begins anew, in microseconds since 1970.
    var resets: Int64

    /// It stands in the way for more targets, or longer.
    func isWorse(than other: BudgetExhaustion) -> Bool {
        guard isFinal == other.isFinal else { return isFinal }
        return resets > other.resets
    }

    /// The request is refused for it.
    ///
    /// Only for a budget that is spent: where the call is too dear, or others are under way, a cheaper
    /// target may have room.
    var isFinal: Bool { cause == .spent && action != .next }

    /// What stands in the way of the target; until when, only where waiting for the reset is needed.
    func obstacle(at moment: Moment) -> Obstacle {
        Obstacle(
            .budgetExhausted,
            until: cause == .spent ? WallTime.monotonic(resets, at: moment) : nil,
            status: action == .paymentRequired ? 402 : 429, isFinal: isFinal)
    }
}
