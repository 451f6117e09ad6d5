internal import IPC
internal import TimeZones

/// One window of an account's quota.
struct QuotaCounter {
    /// As configured.
    private(set) var window: QuotaWindow
    /// What was used; nil when the window rolls and no call has begun it.
    private(set) var counter: PeriodCounter?
    /// The limit that the provider named.
    private(set) var toldLimit: UInt64?
    /// `toldLimit` and what is used are the provider's percentage, so calls here cannot be added.
    private(set) var isPercent = false
    /// From when until when the provider says that it is used up.
    private(set) var exhaustion: WallPeriod?

    /// A window of which nothing is used.
    init(_ window: QuotaWindow) { self.window = window }

    // MARK: Time

    /// Brings it to a time.
    mutating func roll(to wall: Int64, _ calendar: CivilCalendar) -> Bool {
        // The usual case, as every decision asks.
        if exhaustion == nil, let counter, counter.inUse.contains(wall) { return false }
        var isChanged = false
        if let period = exhaustion {
            if wall >= period.ends { exhaustion = nil }
            if wall < period.begins { exhaustion = period.moved(to: wall) }
            isChanged = exhaustion != period
        }
        guard let unit = CivilCalendar.Unit(window.kind) else {
            return rollOn(to: wall) || isChanged
        }
        let begins = window.beginsS
        let period = { calendar.period(unit, beginsSecond: begins, at: wall) }
        if counter == nil { counter = PeriodCounter(period()) }
        return counter?.roll(to: wall, period) == true || isChanged
    }

    private mutating func rollOn(to wall: Int64) -> Bool {
        guard let period = counter?.inUse, !period.contains(wall) else { return false }
        if wall >= period.ends {
            counter = nil
        } else {
            // The clock was set back: the window goes on as if it had begun now.
            counter?.realign(to: period.moved(to: wall))
        }
        return true
    }

    /// Takes another calendar's period for the one in progress.
    mutating func realign(to wall: Int64, _ calendar: CivilCalendar) {
        guard let unit = CivilCalendar.Unit(window.kind) else { return }
        counter?.realign(to: calendar.period(unit, beginsSecond: window.beginsS, at: wall))
    }

    /// Microseconds of a window that rolls.
    var length: Int64 { Int64(max(window.lengthS, 1)) * WallTime.second }

    // MARK: Use

    /// Begins a window that rolls, unless it is in progress.
    mutating func begin(at wall: Int64) {
        guard counter == nil else { return }
        counter = PeriodCounter(WallPeriod(from: wall, lasting: length))
    }

    /// Counts use; nil when it is not known, and then at least something else.
    mutating func add(_ amount: UInt64?, atLeast: UInt64 = 0, at wall: Int64) {
        begin(at: wall)
        if amount == nil { counter?.addUnknown() }
        if !isPercent { counter?.add(amount ?? atLeast) }
    }

    /// Used in the window in progress.
    var used: UInt64 { counter?.current.used ?? 0 }

    /// What may be used; nil when nobody named a bound.
    var limit: UInt64? { toldLimit ?? (window.limit > 0 ? window.limit : nil) }

    /// Until when nothing is left; nil when something is.
    var blockedUntil: Int64? {
        let full = limit.flatMap { used >= $0 ? counter?.inUse.ends : nil }
        return [full, exhaustion?.ends].compactMap { $0 }.max()
    }

    // MARK: The provider's word

    /// Takes the provider's counts, in the unit of the window.
    mutating func take(used: UInt64, limit: UInt64?, resets: Int64?, at wall: Int64) {
        toldLimit = limit ?? (isPercent ? nil : toldLimit)
        isPercent = false
        place(used, resets: resets, at: wall)
        if self.limit.map({ used < $0 }) ?? true { exhaustion = nil }
    }

    /// Takes the provider's percentage: a part of the limit where there is one, else all that is known.
    mutating func take(usedPercent: UInt64, resets: Int64?, at wall: Int64) {
        let percent = min(usedPercent, 100)
        if window.limit > 0 {
            take(
                used: Saturating.percent(percent, of: window.limit), limit: window.limit,
                resets: resets, at: wall)
        } else {
            take(used: percent, limit: 100, resets: resets, at: wall)
            isPercent = true
        }
    }

    private mutating func place(_ used: UInt64, resets: Int64?, at wall: Int64) {
        let isRolling = window.kind == .rolling
        guard let resets else {
            if used > 0 { begin(at: wall) }
            counter?.set(used: used)
            return
        }
        guard resets > wall else {
            if isRolling { counter = nil }
            return
        }
        let latest = WallPeriod(from: wall, lasting: MoneyLimits.longestWindowMicroseconds)
        let ends = min(resets, latest.ends)
        if isRolling {
            counter = PeriodCounter(WallPeriod(begins: min(wall, ends - length), ends: ends))
        }
        counter?.end(at: ends)
        counter?.set(used: used)
    }

    /// Takes the provider's word that nothing is left.
    mutating func exhaust(_ period: WallPeriod) { exhaustion = period }

    /// Forgets the provider's word that nothing is left.
    mutating func forgetExhaustion() { exhaustion = nil }

    // MARK: Configuration and restart

    /// Goes on for a window that is the same but for its limit.
    ///
    /// A limit that the provider named in place of the configured one is asked for again.
    mutating func take(_ changed: QuotaWindow) {
        if changed.limit != window.limit, !isPercent { toldLimit = nil }
        window = changed
    }

    /// Goes on with what was kept.
    mutating func restore(_ row: MoneyRow, previous: MoneyRow?) {
        counter = row.share.map { PeriodCounter(current: $0, previous: previous?.share) }
        toldLimit = row.limit
        isPercent = row.isPercent
        exhaustion = row.exhaustion
    }
}
