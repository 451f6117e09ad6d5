/// Days, weeks and months as the clocks of a zone show them.
public struct CivilCalendar: Equatable, Sendable {
    /// What begins anew again and again; the text may be stored.
    public enum Unit: String, Sendable {
        /// From midnight to midnight.
        case day
        /// From Monday on.
        case week
        /// From the first day on.
        case month
    }

    /// The calendar of UTC.
    public static let utc = CivilCalendar(zone: .utc)

    /// Whose clocks count.
    public let zone: Zone

    /// Microseconds of a second.
    private static let microseconds: Int64 = 1_000_000
    /// The years 1 to 9999: what a clock shows beyond them is taken as their first or last second.
    private static let seconds = -62_135_596_800...253_402_300_799

    /// The calendar of a zone.
    public init(zone: Zone) { self.zone = zone }

    /// The day, week or month in which a time lies.
    ///
    /// A period begins when the clocks first show `beginsSecond`, or later where it is left out, and
    /// ends as the next one begins. One that a zone leaves out altogether is never given. `beginsSecond`
    /// is a second of the local day, up to 86,399.
    public func period(_ unit: Unit, beginsSecond: UInt32 = 0, at wall: Int64) -> WallPeriod {
        let begins = Int(min(beginsSecond, 86_399))
        let asked = FloorDivision.quotient(Int(wall), Int(Self.microseconds))
        let second = min(max(asked, Self.seconds.lowerBound), Self.seconds.upperBound)
        let local = second + zone.segment(at: second).offset - begins
        let start = { (day: Int) in zone.firstSecond(showing: day * 86_400 + begins) }
        var first = firstDay(unit, of: FloorDivision.quotient(local, 86_400))
        // When a local time comes twice, the next period may have begun although it is shown no more.
        while start(first) > second { first = firstDay(unit, of: first - 1) }
        var next = firstDay(unit, after: first)
        while start(next) <= second {
            first = next
            next = firstDay(unit, after: first)
        }
        return WallPeriod(
            begins: asked < second ? .min : Int64(start(first)) * Self.microseconds,
            ends: asked > second ? .max : Int64(start(next)) * Self.microseconds)
    }

    private func firstDay(_ unit: Unit, of day: Int) -> Int {
        switch unit {
        case .day: return day
        case .week: return day - FloorDivision.remainder(day + 3, 7)
        case .month:
            let date = CivilDate(daysSince1970: day)
            return CivilDate(year: date.year, month: date.month, day: 1).daysSince1970
        }
    }

    private func firstDay(_ unit: Unit, after first: Int) -> Int {
        switch unit {
        case .day: first + 1
        case .week: first + 7
        case .month: CivilDate(daysSince1970: first).nextMonth.daysSince1970
        }
    }
}
