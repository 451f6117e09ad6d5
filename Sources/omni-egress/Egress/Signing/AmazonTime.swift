/// A moment as AWS signatures write it, in UTC.
struct AmazonTime: Equatable, Sendable {
    /// "20150830T123600Z".
    let text: String

    /// "20150830".
    var day: String { String(text.prefix(8)) }

    /// Writes a moment; `unixSeconds` is 0 or more.
    init(unixSeconds: Int64) {
        let (days, second) = max(0, unixSeconds).quotientAndRemainder(dividingBy: 86_400)
        let date = Self.date(days)
        text =
            Self.digits(date.year, 4) + Self.digits(date.month, 2) + Self.digits(date.day, 2) + "T"
            + Self.digits(second / 3600, 2) + Self.digits(second / 60 % 60, 2)
            + Self.digits(second % 60, 2) + "Z"
    }

    /// The Gregorian date of a day since 1970.
    ///
    /// Years are counted from March, so that the leap day is the last one of its year.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
