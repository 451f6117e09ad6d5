internal import TimeZones

/// The days of a UTC month whose sums are kept together as well.
///
/// The first and the last day are not among them: whatever the zone, the others lie in one month of it. So the sums serve
/// each question by months, or by no time at all.
package enum FoldMonths {
    /// The month of a day: its first day.
    package static func month(of day: Int) -> Int {
        var date = CivilDate(daysSince1970: day)
        date.day = 1
        return date.daysSince1970
    }

    /// The days of a month that are kept together.
    package static func days(of month: Int) -> Range<Int> {
        month + 1..<CivilDate(daysSince1970: month).nextMonth.daysSince1970 - 1
    }
}
