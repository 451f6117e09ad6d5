internal import TimeZones

/// How much was used in the period in progress, and in the one before.
///
/// A clock that is set forwards over any number of periods begins one period anew. A clock that is set
/// back never empties a period: it returns to the one before, if it is still known; otherwise the
/// period in progress serves the earlier time too, until what is then a period ends.
struct PeriodCounter: Equatable {
    /// What was used in one period.
    struct Share: Equatable {
        var period: WallPeriod
        /// In the unit of whoever counts.
        var used: UInt64 = 0
        /// Calls whose use is not known.
        var unknown: UInt64 = 0

        /// Nothing was counted.
        var isEmpty: Bool { used == 0 && unknown == 0 }
    }

    /// What counts now.
    private(set) var current: Share
    /// What counted before; nil when that is not known.
    private(set) var previous: Share?
    /// Where the clock is: another period than that of `current` only after it was set back.
    private(set) var inUse: WallPeriod

    /// Begins a period with nothing used.
    init(_ period: WallPeriod) { self.init(current: Share(period: period), previous: nil) }

    /// Goes on with what was counted before.
    init(current: Share, previous: Share?) {
        self.current = current
        self.previous = previous
        inUse = current.period
    }

    /// Goes to the period in which a time lies; true when that is another one.
    ///
    /// The calendar's `period` of that time is asked for only when the last one is over.
    mutating func roll(to wall: Int64, _ period: () -> WallPeriod) -> Bool {
        guard !inUse.contains(wall) else { return false }
        if current.period.contains(wall) {
            inUse = current.period
        } else if let before = previous, before.period.contains(wall) {
            previous = current
            current = before
            inUse = before.period
        } else if wall >= inUse.ends {
            previous = current
            current = Share(period: period())
            inUse = current.period
        } else {
            inUse = period()
        }
        return true
    }

    /// Takes another calendar's period for the one in progress, and keeps what was used in it.
    mutating func realign(to period: WallPeriod) {
        current.period = period
        inUse = period
        previous = nil
    }

    /// Lets the period in progress end at another time.
    mutating func end(at wall: Int64) {
        current.period.ends = wall
        inUse.ends = wall
    }

    /// Counts use.
    mutating func add(_ amount: UInt64) { current.used = Saturating.sum(current.used, amount) }

    /// Counts a call whose use is not known.
    mutating func addUnknown() { current.unknown = Saturating.sum(current.unknown, 1) }

    /// Takes another's word for what was used.
    mutating func set(used: UInt64) { current.used = used }
}
