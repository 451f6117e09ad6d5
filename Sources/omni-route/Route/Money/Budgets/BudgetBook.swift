internal import IPC
internal import TimeZones

/// All budgets: what was spent of them and what calls under way may still cost.
///
/// Belongs to one thread. Before a call the most it may cost is set aside, afterwards what it did cost
/// is booked: what is spent and set aside never exceeds a limit when a call is let through. A call that
/// costs more than was set aside, or whose cost was not known before, can exceed it afterwards.
///
/// A cost is booked in the period in which it is settled, not in that of its reservation.
final class BudgetBook {
    private let accounts: BudgetAccounts
    private var reservations = Reservations()
    private var warnings: [BudgetState] = []

    /// A book without budgets.
    init(calendar: CivilCalendar) { accounts = BudgetAccounts(calendar: calendar) }

    /// Replaces all budgets; what was spent of those that stay is kept.
    ///
    /// A budget stays when its name, scope, subject and period do.
    func configure(_ budgets: [Budget], calendar: CivilCalendar, at moment: Moment) {
        accounts.configure(budgets, calendar: calendar, at: moment)
    }

    // MARK: Before a call

    /// Whether a call may happen that costs at most so much.
    ///
    /// Of several budgets without room, one that refuses the request goes before one that only passes
    /// the target over; then the one that begins anew last.
    func verdict(for spender: Spender, reserving cost: Charge, at moment: Moment) -> BudgetVerdict {
        guard !cost.isNotional else { return .free }
        var worst: BudgetExhaustion?
        accounts.forEach(of: spender, at: moment) { account in
            guard let cause = account.obstruction(cost.picodollars) else { return }
            let found = account.exhaustion(cause)
            if worst.map({ found.isWorse(than: $0) }) ?? true { worst = found }
        }
        return worst.map { .exhausted($0) } ?? .free
    }

    /// Sets aside the most a call may cost, if all budgets have room for it; otherwise nothing.
    ///
    /// For a notional or unknown cost nothing is set aside, but the call is known. A call of this id
    /// that is still under way is released first.
    ///
    /// - Parameters:
    ///   - id: That of the lease; `settle` or `release` must follow.
    ///   - spender: Who spends, and where.
    ///   - cost: The most the call may cost.
    ///   - due: When the end of the call is overdue, monotonic nanoseconds, where that is later than
    ///     `reservationLifetime` says.
    ///   - moment: Now.
    /// - Returns: Whether it was let through.
    func reserve(
        id: UInt64, for spender: Spender, amount cost: Charge, due: UInt64 = 0, at moment: Moment
    ) -> BudgetVerdict {
        release(id: id)
        let verdict = verdict(for: spender, reserving: cost, at: moment)
        guard verdict == .free else { return verdict }
        var reservation = Reservations.Reservation(
            spender: spender, amount: cost.billed ?? 0, isNotional: cost.isNotional,
            generation: accounts.generation,
            expires: max(due, Saturating.sum(moment.now, MoneyLimits.reservationLifetime)))
        accounts.forEach(of: spender, at: moment) { account in
            account.reserve(reservation.amount)
            reservation.accounts.append(account)
        }
        reservations.insert(id, reservation)
        expire(at: moment)
        return .free
    }

    // MARK: After a call

    /// Books what a call did cost, in the period in which `moment` lies.
    ///
    /// An unknown cost is counted as a call and spends what is known of it; that of a call whose reservation was
    /// notional is taken to be so too.
    ///
    /// - Returns: Whether the id is known; if not, nothing was booked.
    @discardableResult
    func settle(id: UInt64, cost: Charge, at moment: Moment) -> Bool {
        guard let reservation = take(id) else { return false }
        let isNotional = cost.picodollars == nil && reservation.isNotional
        guard !cost.isNotional, !isNotional else { return true }
        if reservation.generation == accounts.generation {
            for account in reservation.accounts {
                accounts.roll(account, to: moment.wall)
                book(cost, in: account)
            }
        } else {
            spend(cost, by: reservation.spender, at: moment)
        }
        return true
    }

    /// Gives back what was set aside for a call that cost nothing, as it never reached its provider.
    func release(id: UInt64) { _ = take(id) }

    /// Books a cost for which nothing is set aside, such as that of a call from before a restart.
    func spend(_ cost: Charge, by spender: Spender, at moment: Moment) {
        guard !cost.isNotional else { return }
        accounts.forEach(of: spender, at: moment) { book(cost, in: $0) }
    }

    /// Settles calls whose end was never told, as of unknown cost.
    func expire(at moment: Moment) {
        while let id = reservations.overdue(at: moment.now, capacity: MoneyLimits.reservations) {
            settle(id: id, cost: .unknown, at: moment)
        }
    }

    /// Calls that were let through and not yet settled.
    var openCalls: Int { reservations.count }

    private func take(_ id: UInt64) -> Reservations.Reservation? {
        guard let reservation = reservations.remove(id) else { return nil }
        for account in reservation.accounts { account.release(reservation.amount) }
        return reservation
    }

    private func book(_ cost: Charge, in account: BudgetAccount) {
        if let amount = cost.picodollars {
            account.counter.add(amount)
        } else {
            account.counter.addUnknown()
            account.counter.add(cost.atLeast)
        }
        accounts.changed(account)
        guard account.isWarning, account.warned != account.counter.current.period else { return }
        account.warned = account.counter.current.period
        if warnings.count < MoneyLimits.warnings { warnings.append(account.state) }
    }

    // MARK: What there is to see and to keep

    /// Every account that was ever spent from, or asked about.
    func state(at moment: Moment) -> [BudgetState] {
        accounts.all.map { account in
            accounts.roll(account, to: moment.wall)
            return account.state
        }
    }

    /// Every budget with one subject, and every other account that was ever spent from, or asked about.
    func overview(at moment: Moment) -> [BudgetState] {
        accounts.openNamed(at: moment)
        return state(at: moment)
    }

    /// Accounts of which 80 % were spent since the last time, each once in a period.
    func takeWarnings() -> [BudgetState] {
        defer { warnings.removeAll() }
        return warnings
    }

    /// All that must be kept over a restart; after `configure`, it replaces what was kept before.
    func rows() -> [MoneyRow] { accounts.all.flatMap(\.rows) }

    /// Rows that have changed since the last time, to replace those of the same name.
    func takeChangedRows() -> [MoneyRow] { accounts.takeChanged().flatMap(\.rows) }

    /// Goes on with what was kept; rows of budgets that are not configured are passed over.
    ///
    /// Call it after `configure` and before the first call. Reservations are not kept: calls from
    /// before the restart are booked by `spend`.
    func restore(_ rows: [MoneyRow], at moment: Moment) {
        let previous = MoneyRow.previous(rows, of: .budget)
        for row in rows where row.book == .budget && !row.isPrevious {
            guard let current = row.share,
                let account = accounts.account(
                    owner: row.owner, form: row.form, subject: row.subject, at: moment)
            else { continue }
            account.counter = PeriodCounter(
                current: current, previous: previous[row.name]?.share)
            // A warning was given before the restart.
            if account.isWarning { account.warned = current.period }
        }
    }
}
