/// Where in its day a time is, and the numbers of rows that are made of it.
package enum DayPlace {
    /// Quarters of an hour of a day.
    package static let quarters = 96
    /// All of them.
    static let all = 0..<quarters
    /// Microseconds of a quarter of an hour.
    package static let quarter: Int64 = 900_000_000
    /// Hours of a day.
    static let hours = 24
    /// Quarters of an hour of an hour.
    static let hourQuarters = 4
    /// Microseconds of an hour.
    static let hour = 4 * quarter

    /// The quarter of an hour, from 0 to 95, of a time of a day; times outside of it are put at its ends.
    package static func quarter(of microseconds: Int64, day: Int) -> Int {
        let since = microseconds.subtractingReportingOverflow(DayCalendar.start(of: day))
        guard !since.overflow, since.partialValue >= 0 else { return 0 }
        return Int(min(Int64(quarters) - 1, since.partialValue / quarter))
    }

    /// The same as SQL over the column `received_us`.
    static func quarterExpression(day: Int) -> String {
        "min(95, max(0, (received_us - \(DayCalendar.start(of: day))) / \(quarter)))"
    }

    /// The row of sums of a quarter and a set.
    static func sums(_ quarter: Int, _ set: Int64) -> Int64 { Int64(quarter) << 32 | set }

    /// The row of durations of an hour, a set, a phase and a class.
    static func durations(_ hour: Int, _ set: Int64, _ phase: Int, _ index: Int) -> Int64 {
        Int64(hour) << 48 | set << 16 | Int64(phase) << 8 | Int64(index)
    }
}
