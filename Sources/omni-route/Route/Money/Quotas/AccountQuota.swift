internal import IPC
internal import TimeZones

/// How much of one account's plan is used.
///
/// Requests are counted when a call is let through, tokens and costs when it is reported: calls under
/// way can exceed a window of those by what they use. The provider's own numbers replace these counts.
/// A window of costs counts notional ones too: it is how plans with an allowance are measured.
final class AccountQuota: ChangeListed {
    /// Whose quota it is.
    let connectionID: String
    var isChanged = false
    private var calendar: CivilCalendar
    private var counters: [QuotaCounter]
    /// No window is configured: the only counter just keeps the provider's word.
    private var isPlain: Bool
    private let changes: ChangeList<AccountQuota>

    /// An account without windows.
    init(
        connectionID: String, calendar: CivilCalendar,
        changes: ChangeList<AccountQuota> = ChangeList()
    ) {
        self.connectionID = connectionID
        self.calendar = calendar
        self.changes = changes
        counters = [QuotaCounter(.plain)]
        isPlain = true
    }

    /// Replaces the windows; what was counted in those that stay is kept.
    ///
    /// A window stays when its name, kind, length, beginning and unit do.
    func configure(_ windows: [QuotaWindow], calendar: CivilCalendar, at moment: Moment) {
        roll(to: moment)
        let isOtherCalendar = calendar != self.calendar
        let before = counters
        isPlain = windows.isEmpty
        let wanted = isPlain ? [.plain] : windows.prefix(MoneyLimits.quotaWindows)
        counters = wanted.map { window in
            guard var counter = before.first(where: { $0.window.isSame(as: window) }) else {
                return QuotaCounter(window)
            }
            counter.take(window)
            if isOtherCalendar { counter.realign(to: moment.wall, calendar) }
            return counter
        }
        self.calendar = calendar
        roll(to: moment)
        if isOtherCalendar { changes.note(self) }
    }

    /// The windows that are configured.
    var windows: [QuotaWindow] { isPlain ? [] : counters.map(\.window) }

    // MARK: Calls

    /// What keeps calls from this account, and until when.
    func obstacle(at moment: Moment) -> Obstacle? {
        roll(to: moment)
        var until: Int64?
        for counter in counters {
            guard let blocked = counter.blockedUntil else { continue }
            until = max(until ?? blocked, blocked)
        }
        return until.map {
            Obstacle(.quotaExhausted, until: WallTime.monotonic($0, at: moment), status: 429)
        }
    }

    /// Counts a call that is let through.
    func leased(at moment: Moment) {
        guard !isPlain else { return }
        roll(to: moment)
        for index in counters.indices {
            counters[index].begin(at: moment.wall)
            if counters[index].window.unit == .requests {
                counters[index].add(1, at: moment.wall)
            }
        }
        changes.note(self)
    }

    /// Counts what a call has used that reached its model; nil, or no counts, when nobody said.
    func reported(_ usage: Usage?, cost: Charge, at moment: Moment) {
        guard !isPlain else { return }
        roll(to: moment)
        let counted = usage.flatMap { $0.isCounted ? $0 : nil }
        let tokens = counted.map { Saturating.sum($0.input, $0.output) }
        for index in counters.indices {
            switch counters[index].window.unit {
            case .requests: continue
            case .tokens: counters[index].add(tokens, at: moment.wall)
            case .cost:
                counters[index].add(
                    cost.picodollars, atLeast: cost.atLeast, at: moment.wall)
            }
        }
        changes.note(self)
    }

    // MARK: The provider's word

    /// Takes the provider's word that the plan is used up.
    ///
    /// The window that ends nearest to the time it named is marked; without a time the one that ends
    /// first, until then.
    ///
    /// - Parameters:
    ///   - wall: Until when, in microseconds since 1970; nil when it did not say.
    ///   - moment: Now.
    /// - Returns: Whether an end is known; if not, nothing is marked.
    @discardableResult
    func exhausted(until wall: Int64?, at moment: Moment) -> Bool {
        roll(to: moment)
        let latest = WallPeriod(
            from: moment.wall, lasting: MoneyLimits.longestWindowMicroseconds)
        let named = wall.map { min($0, latest.ends) }
        for index in counters.indices where !isPlain { counters[index].begin(at: moment.wall) }
        let ends = counters.map { $0.counter?.inUse.ends ?? latest.ends }
        let distances = ends.map { WallTime.distance($0, named ?? moment.wall) }
        let nearest = distances.indices.min { distances[$0] < distances[$1] }
        guard let nearest, let until = named ?? (isPlain ? nil : ends[nearest]),
            until > moment.wall
        else { return false }
        counters[nearest].exhaust(WallPeriod(begins: moment.wall, ends: until))
        changes.note(self)
        return true
    }

    /// Takes what the provider's quota endpoint counts, in the unit of the window.
    ///
    /// - Returns: Whether there is a window of this name.
    @discardableResult
    func correct(
        window name: String, used: UInt64, limit: UInt64?, resets: Int64?, at moment: Moment
    ) -> Bool {
        correct(name, at: moment) {
            $0.take(used: used, limit: limit, resets: resets, at: moment.wall)
        }
    }

    /// Takes what the provider's quota endpoint gives as a percentage.
    ///
    /// - Returns: Whether there is a window of this name.
    @discardableResult
    func correct(
        window name: String, usedPercent: UInt64, resets: Int64?, at moment: Moment
    ) -> Bool {
        correct(name, at: moment) {
            $0.take(usedPercent: usedPercent, resets: resets, at: moment.wall)
        }
    }

    private func correct(
        _ name: String, at moment: Moment, _ change: (inout QuotaCounter) -> Void
    ) -> Bool {
        roll(to: moment)
        guard let index = counters.firstIndex(where: { $0.window.name == name }) else {
            return false
        }
        change(&counters[index])
        changes.note(self)
        return true
    }

    /// Forgets that the provider said the plan is used up; what was counted stays.
    func reset() {
        for index in counters.indices { counters[index].forgetExhaustion() }
        changes.note(self)
    }

    private func roll(to moment: Moment) {
        var isChanged = false
        for index in counters.indices where counters[index].roll(to: moment.wall, calendar) {
            isChanged = true
        }
        if isChanged { changes.note(self) }
    }

    // MARK: What there is to see and to keep

    /// Window by window; an account without windows is shown while it is exhausted.
    func state(at moment: Moment) -> [QuotaState] {
        roll(to: moment)
        return counters.map { $0.state(at: moment) }.filter { !isPlain || $0.isExhausted }
    }

    /// Its windows' rows.
    var rows: [MoneyRow] { counters.flatMap { $0.rows(of: connectionID) } }

    /// The rows of windows in which there is anything.
    var filledRows: [MoneyRow] {
        counters.filter { !$0.isEmpty }.flatMap { $0.rows(of: connectionID) }
    }

    /// Goes on with what was kept, after `configure`; rows of other windows are passed over.
    func restore(_ rows: [MoneyRow], at moment: Moment) {
        let previous = MoneyRow.previous(rows, of: .quota)
        for row in rows where row.book == .quota && !row.isPrevious && row.owner == connectionID {
            let index = counters.firstIndex {
                $0.window.name == row.subject && $0.window.form == row.form
            }
            if let index { counters[index].restore(row, previous: previous[row.name]) }
        }
        roll(to: moment)
    }
}
