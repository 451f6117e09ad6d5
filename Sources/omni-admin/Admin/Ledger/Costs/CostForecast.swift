internal import Configuration
internal import DaemonLife
internal import IPC
internal import JSON
internal import TimeZones

/// What a month will have cost when it ends, if it goes on as in the last days.
///
/// The metered cost of the month so far, and for the rest of the month the mean of the last seven days, idle ones among them;
/// of fewer where the ledger itself is younger, but of one day at least.
struct CostForecast: Equatable {
    /// The window that the mean is taken over.
    static let window = 7 * LedgerCalendar.day

    let month: WallPeriod
    /// Picodollars, metered.
    let spent: UInt64
    /// Picodollars within the window.
    let recent: UInt64
    /// Microseconds of the window that the ledger knows of.
    let known: Int64
    /// Microseconds until the month ends.
    let left: Int64

    /// Computes one.
    ///
    /// - Parameters:
    ///   - month: The month that runs.
    ///   - sofar: Sums since it began.
    ///   - week: Sums of the last seven days.
    ///   - ledger: How the ledger stands.
    ///   - now: Microseconds since 1970.
    init(
        _ month: WallPeriod, sofar: LedgerSums, week: LedgerSums, ledger: JSONValue, now: Int64
    ) {
        self.month = month
        spent = LedgerSums.amount("cost_usd", sofar.totals)
        recent = LedgerSums.amount("cost_usd", week.totals)
        let begin = max(Self.begin(of: ledger) ?? now, now - Self.window)
        known = min(max(now - begin, LedgerCalendar.day), Self.window)
        left = max(month.ends - now, 0)
    }

    /// When the first day began, in UTC, that is kept or whose sums are; nil while there is none.
    private static func begin(of ledger: JSONValue) -> Int64? {
        let kept = (ledger["days"]?.array ?? []).map { $0["day"] } + [ledger["folded"]?["first"]]
        return kept.compactMap { $0?.string }.compactMap {
            Timestamp.microseconds($0 + "T00:00:00Z")
        }
        .min()
    }

    /// Picodollars.
    var total: UInt64 {
        let more = UInt128(recent) * UInt128(left) / UInt128(known)
        return UInt64(clamping: UInt128(spent) + more)
    }

    /// Picodollars a day.
    var daily: UInt64 {
        UInt64(clamping: UInt128(recent) * UInt128(LedgerCalendar.day) / UInt128(known))
    }

    /// Writes it as the API shows it.
    func write(to object: inout JSONWriter) {
        object.member("month_from", timestamp(wallMicroseconds: month.begins))
        object.member("month_until", timestamp(wallMicroseconds: month.ends))
        object.member("spent_usd", Dollars.text(spent))
        object.member("daily_usd", Dollars.text(daily))
        object.member("forecast_usd", Dollars.text(total))
    }
}
