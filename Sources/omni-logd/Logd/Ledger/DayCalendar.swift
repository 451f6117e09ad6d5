/// Days of the ledger: whole UTC days, numbered since 1970-01-01, named as in "2026-11-30".
package enum DayCalendar {
    /// Microseconds of a day.
    package static let microseconds: Int64 = 86_400_000_000
    /// Times outside of the years 1970 to 9999 are put at the nearest of these days.
    static let last = 2_932_896

    /// The day that a time is in.
    ///
    /// - Parameter unixMicroseconds: Microseconds since 1970.
    /// - Returns: Days since 1970.
    package static func day(of unixMicroseconds: Int64) -> Int {
        min(last, max(0, Int(unixMicroseconds / microseconds)))
    }

    /// The first microsecond of a day.
    package static func start(of day: Int) -> Int64 { Int64(day) * microseconds }

    /// "2026-11-30".
    package static func name(of day: Int) -> String {
        // Howard Hinnant's civil_from_days, for days since 1970.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let dayOfMonth = ofYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    }

    /// The day of a name; nil when it is none.
    package static func day(named name: some StringProtocol) -> Int? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard name.utf8.count == 10, parts.count == 3, let year = Int(parts[0]),
            let month = Int(parts[1]), let dayOfMonth = Int(parts[2]),
            (1970...9999).contains(year), (1...12).contains(month)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        let day = era * 146_097 + ofEra - 719_468
        // "2026-02-30" is no day, and neither is "2026-1-031".
        return Self.name(of: day) == name ? day : nil
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
