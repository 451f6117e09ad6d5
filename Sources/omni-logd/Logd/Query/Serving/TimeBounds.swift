internal import IPC

/// Which times a question may name.
enum TimeBounds {
    /// From a day before 1970 to the year 10000, with room for zones: what is computed with them fits into 64 bits.
    private static let range =
        -DayCalendar.microseconds...DayCalendar.start(of: DayCalendar.last + 2)

    /// Refuses a filter with other times.
    static func check(_ filter: LedgerFilter?) throws(QueryFailure) {
        guard let filter else { return }
        guard range.contains(filter.fromUnixUs), range.contains(filter.untilUnixUs) else {
            throw .refused("the times are not of the years 1970 to 9999")
        }
    }
}
