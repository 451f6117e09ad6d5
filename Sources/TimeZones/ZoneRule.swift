/// When clocks change, year by year: the TZ string of POSIX with the extensions of RFC 8536.
public struct ZoneRule: Equatable, Sendable {
    /// A day of a year.
    enum Day: Equatable, Sendable {
        /// 1 to 365; 29 February is never counted.
        case withoutLeapDay(Int)
        /// 0 to 365; 29 February is counted.
        case ofYear(Int)
        /// The weekday (0 is Sunday) in the first to fourth week of a month; the last one in week 5.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    /// When clocks change, by the time they show before.
    struct Change: Equatable, Sendable {
        var day: Day
        /// Seconds from midnight on; may lie days before or after.
        var time: Int
    }

    /// The part of the year with other clocks.
    struct Daylight: Equatable, Sendable {
        /// Seconds ahead of UTC.
        var offset: Int
        var begins: Change
        var ends: Change
    }

    /// Seconds ahead of UTC.
    var standardOffset: Int
    /// Nil when clocks never change.
    var daylight: Daylight?

    /// The stretch in which a second lies.
    func segment(at second: Int) -> Zone.Segment {
        guard let daylight else { return Zone.Segment(offset: standardOffset, ends: nil) }
        let day = FloorDivision.quotient(second + standardOffset, 86_400)
        let year = CivilDate(daysSince1970: day).year
        var changes: [(at: Int, isBeginning: Bool)] = []
        for year in (year - 1)...(year + 1) {
            changes.append((daylight.begins.second(in: year, offset: standardOffset), true))
            changes.append((daylight.ends.second(in: year, offset: daylight.offset), false))
        }
        // Daylight time that lasts all year ends as it begins: the beginning counts.
        changes.sort { $0.at != $1.at ? $0.at < $1.at : !$0.isBeginning && $1.isBeginning }
        let isDaylight = changes.last { $0.at <= second }?.isBeginning ?? false
        return Zone.Segment(
            offset: isDaylight ? daylight.offset : standardOffset,
            ends: changes.first { $0.at > second }?.at)
    }
}

extension ZoneRule.Change {
    /// The second of the change, with clocks that were `offset` ahead of UTC before it.
    func second(in year: Int, offset: Int) -> Int {
        day.daysSince1970(in: year) * 86_400 + time - offset
    }
}

extension ZoneRule.Day {
    /// Days from 1970-01-01 on.
    func daysSince1970(in year: Int) -> Int {
        let newYear = CivilDate(year: year, month: 1, day: 1)
        switch self {
        case .ofYear(let day): return newYear.daysSince1970 + day
        case .withoutLeapDay(let day):
            let isAfterLeapDay = CivilDate.isLeap(year) && day > 59
            return newYear.daysSince1970 + day - (isAfterLeapDay ? 0 : 1)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1)
            let firstDay = first.daysSince1970
            // 1970-01-01 was a Thursday.
            let firstWeekday = FloorDivision.remainder(firstDay + 4, 7)
            var day = firstDay + FloorDivision.remainder(weekday - firstWeekday, 7)
            day += (week - 1) * 7
            return day < first.nextMonth.daysSince1970 ? day : day - 7
        }
    }
}
