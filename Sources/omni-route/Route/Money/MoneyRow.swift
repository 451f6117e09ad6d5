internal import TimeZones

/// What is kept of one period of a budget or quota over a restart.
///
/// `book`, `owner`, `subject` and `isPrevious` together tell rows apart. A row whose owner is no longer
/// there, or counts otherwise now, is passed over when rows are restored.
struct MoneyRow: Equatable {
    /// Whose row it is; the text may be stored.
    enum Book: String {
        case budget
        case quota
    }

    var book: Book
    /// The name of the budget, or the id of the connection.
    var owner: String
    /// Whom the budget counts, or the name of the quota's window; empty for a whole account.
    var subject: String
    /// The period before the one in progress.
    var isPrevious = false
    /// How it counts: numbers that were counted otherwise are of no use.
    var form: String
    /// When the period begins and ends; nil for a window that no call has begun.
    var period: WallPeriod?
    /// Picodollars, tokens or requests; all 64 bits may be set.
    var used: UInt64 = 0
    /// Calls whose use is not known.
    var unknown: UInt64 = 0
    /// The limit that the provider named, in place of the configuration's.
    var limit: UInt64?
    /// `used` and `limit` are the provider's percentage.
    var isPercent = false
    /// From when until when the provider says that the plan is used up.
    var exhaustion: WallPeriod?
}

extension MoneyRow {
    /// What tells accounts apart.
    struct Name: Hashable {
        var owner: String
        var subject: String
        var form: String
    }

    /// Whose row it is, in its book.
    var name: Name { Name(owner: owner, subject: subject, form: form) }

    /// What was counted; nil when the row has no period, or one that cannot be.
    var share: PeriodCounter.Share? {
        guard let period, period.begins < period.ends else { return nil }
        return PeriodCounter.Share(period: period, used: used, unknown: unknown)
    }

    /// Takes over what was counted.
    mutating func take(_ share: PeriodCounter.Share) {
        period = share.period
        used = share.used
        unknown = share.unknown
    }

    /// The rows of a book's previous periods.
    static func previous(_ rows: [MoneyRow], of book: Book) -> [Name: MoneyRow] {
        Dictionary(
            rows.filter { $0.isPrevious && $0.book == book }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
    }
}
