internal import Configuration
internal import TimeZones

/// A stretch of time that a request is about: microseconds since 1970, from and before; 0 for no bound.
struct LedgerSpan: Equatable {
    var from: Int64 = 0
    var until: Int64 = 0
    /// The zone of dates, days and months, as the request names it; empty for that of the settings.
    var zone = ""

    /// What `range` may be.
    enum Range: Sendable {
        /// So many hours until now.
        case hours(Int64)
        /// From the first of January on.
        case yearToDate
        /// From the first of the month on.
        case monthToDate
        case all
    }

    static let ranges = QueryWords<Range>([
        "24h": .hours(24), "7d": .hours(7 * 24), "30d": .hours(30 * 24), "90d": .hours(90 * 24),
        "mtd": .monthToDate, "ytd": .yearToDate, "all": .all,
    ])

    /// No bound.
    init() {}

    /// Reads `from`, `until`, `range` and `zone`.
    ///
    /// A date begins with its day in `from`, and ends with it in `until`.
    ///
    /// - Parameters:
    ///   - fields: The parameters.
    ///   - usual: The range when the request gives no bound at all; nil for none.
    ///   - calendar: Whose clocks count.
    ///   - now: Microseconds since 1970.
    /// - Throws: 400 for what is no time, 422 for times that do not go together.
    init(
        _ fields: QueryFields, usual: Range? = nil, _ calendar: LedgerCalendar, now: Int64
    ) throws(APIError) {
        zone = calendar.name
        let range = try fields.word("range", of: Self.ranges)
        let first = try Self.moment("from", fields, calendar)
        let end = try Self.moment("until", fields, calendar)
        if range != nil, first != nil || end != nil {
            throw APIError(
                .unprocessable, "contradiction", "`range` does not go with `from` and `until`.")
        }
        // There is nothing before 1970, and 0 stands for no bound.
        from = max(0, first ?? 0)
        if let end {
            guard from < end else {
                throw APIError(.unprocessable, "contradiction", "`from` must be before `until`.")
            }
            until = end
        }
        guard first == nil, end == nil, let range = range ?? usual else { return }
        from = Self.begin(of: range, calendar, now: now)
    }

    /// When a range began.
    static func begin(of range: Range, _ calendar: LedgerCalendar, now: Int64) -> Int64 {
        switch range {
        case .hours(let hours): now - hours * 3_600_000_000
        case .all: 0
        case .monthToDate: calendar.month(at: now).begins
        case .yearToDate: calendar.yearBegin(at: now)
        }
    }

    private static func moment(
        _ name: String, _ fields: QueryFields, _ calendar: LedgerCalendar
    ) throws(APIError) -> Int64? {
        guard let text = fields.request.query[name] else { return nil }
        guard let moment = Timestamp.microseconds(text) else {
            throw QueryFields.invalid(
                name,
                "must be a date such as `2027-01-31`, or a moment such as `2027-01-31T18:00:00Z`")
        }
        guard text.utf8.count == 10 else { return moment }
        // As read it is the end of that day in UTC.
        let day = moment / LedgerCalendar.day
        return calendar.begin(ofDay: Int(name == "from" ? day - 1 : day))
    }
}
