/// The `Date` header (RFC 9110 section 5.6.7), computed once a second.
package struct HTTPDate {
    private var second: Int64 = -1
    private var cached: [UInt8] = []

    /// Nothing computed yet.
    package init() {}

    /// The text for a wall clock in microseconds since 1970, such as "Sun, 06 Nov 1994 08:49:37 GMT".
    package mutating func text(wallMicroseconds: Int64) -> [UInt8] {
        let now = wallMicroseconds / 1_000_000
        guard now != second else { return cached }
        second = now
        cached = Array(Self.format(now).utf8)
        return cached
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func format(_ seconds: Int64) -> String {
        let days = Int(seconds / 86_400)
        let rest = Int(seconds % 86_400)
        let (year, month, day) = civil(days)
        let clock = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        return "\(weekdays[days % 7]), \(two(day)) \(months[month - 1]) \(year) \(clock) GMT"
    }

    /// A time in seconds since 1970 as RFC 3339 writes it: "1994-11-06T08:49:37Z".
    static func rfc3339(_ seconds: Int64) -> String {
        let rest = Int(seconds % 86_400)
        let (year, month, day) = civil(Int(seconds / 86_400))
        return "\(year)-\(two(month))-\(two(day))T"
            + "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Year, month and day of a number of days since 1970, by 400-year eras that start in March.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (year + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
    }
}
