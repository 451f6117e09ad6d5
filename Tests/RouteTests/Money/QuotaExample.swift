import IPC

@testable import Route
@testable import TimeZones

extension QuotaWindow {
    /// Five hours from the first use on.
    static func rolling(
        _ name: String = "5h", seconds: UInt32 = 18_000, unit: QuotaUnit = .requests,
        limit: UInt64 = 3
    ) -> QuotaWindow {
        QuotaWindow(name: name, kind: .rolling, lengthS: seconds, unit: unit, limit: limit)
    }

    /// A window of the calendar.
    static func calendar(
        _ kind: WindowKind, beginsS: UInt32 = 0, unit: QuotaUnit = .requests, limit: UInt64 = 3
    ) -> QuotaWindow {
        QuotaWindow(name: "\(kind)", kind: kind, beginsS: beginsS, unit: unit, limit: limit)
    }
}

extension AccountQuota {
    /// An account with some windows.
    static func example(
        _ windows: [QuotaWindow], calendar: CivilCalendar = .utc, at moment: Moment
    ) -> AccountQuota {
        let account = AccountQuota(connectionID: "c-work", calendar: calendar)
        account.configure(windows, calendar: calendar, at: moment)
        return account
    }

    /// Counts some calls.
    func leased(_ count: Int, at moment: Moment) {
        for _ in 0..<count { leased(at: moment) }
    }

    /// Until when nothing is left, by the wall clock; nil when something is.
    func blocked(at moment: Moment) -> Int64? {
        guard obstacle(at: moment) != nil else { return nil }
        return state(at: moment).filter(\.isExhausted).compactMap(\.resets).max()
    }

    /// What is used, window by window.
    func used(at moment: Moment) -> [UInt64] { state(at: moment).map(\.used) }
}
