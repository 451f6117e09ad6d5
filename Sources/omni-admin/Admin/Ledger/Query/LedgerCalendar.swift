internal import TimeZones

/// Days and months as the clocks of a zone show them, in microseconds since 1970.
struct LedgerCalendar {
    static let day: Int64 = 86_400_000_000

    /// The name that was given; empty for the zone of the settings.
    let name: String
    private let calendar: CivilCalendar

    /// Reads the zone of a request.
    ///
    /// - Parameters:
    ///   - fields: The parameters, with `zone`.
    ///   - settings: The zone that counts otherwise; empty for UTC.
    /// - Throws: 400 for what is no name of a zone, 422 for one that is not known here.
    init(_ fields: QueryFields, settings: String) throws(APIError) {
        let given = try fields.text("zone", "must be a name such as `Europe/Berlin`") {
            Self.isName($0)
        }
        name = given ?? ""
        do throws(ZoneError) {
            calendar = CivilCalendar(zone: try Zone.named(given ?? settings))
        } catch {
            // Whoever gave no zone is not to suffer from a database that is gone.
            guard given == nil else {
                throw APIError(.unprocessable, "unknown_zone", "`zone`: \(error.text).")
            }
            calendar = .utc
        }
    }

    /// One for tests.
    init(_ calendar: CivilCalendar, name: String = "") {
        self.calendar = calendar
        self.name = name
    }

    /// "Europe/Berlin", as far as its letters tell.
    static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                        true
                    default: false
                    }
                }
        }
    }

    /// When a day begins; days are counted from 1970-01-01 on.
    func begin(ofDay day: Int) -> Int64 {
        Int64(calendar.zone.firstSecond(showing: day * 86_400)) * 1_000_000
    }

    /// The month in which a time lies.
    func month(at wall: Int64) -> WallPeriod { calendar.period(.month, at: wall) }

    /// A month of a year.
    func month(_ month: CivilMonth) -> WallPeriod {
        let first = CivilDate(year: month.year, month: month.month, day: 1)
        return WallPeriod(
            begins: begin(ofDay: first.daysSince1970),
            ends: begin(ofDay: first.nextMonth.daysSince1970))
    }

    /// When the year of a time began.
    func yearBegin(at wall: Int64) -> Int64 {
        begin(ofDay: CivilDate(year: civilMonth(at: wall).year, month: 1, day: 1).daysSince1970)
    }

    /// The name of the month in which a time lies.
    func civilMonth(at wall: Int64) -> CivilMonth {
        let begins = month(at: wall).begins / 1_000_000
        let local = begins + Int64(calendar.zone.segment(at: Int(begins)).offset)
        let date = CivilDate(daysSince1970: FloorDivision.quotient(Int(local), 86_400))
        return CivilMonth(year: date.year, month: date.month)
    }
}

/// A month of the calendar: 2026-11.
struct CivilMonth: Equatable {
    let year: Int
    /// 1 to 12.
    let month: Int

    /// A month, 1 to 12, of a year.
    init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    /// As it is read: "2026-11".
    var text: String {
        let digits = "\(year * 100 + month)"
        return "\(digits.dropLast(2))-\(digits.suffix(2))"
    }

    /// Reads "2026-11"; nil for what is none from 1970 to 9999.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"),
            (bytes[..<4] + bytes[5...]).allSatisfy({ (0x30...0x39).contains($0) }),
            let year = Int(text.prefix(4)), let month = Int(text.suffix(2)),
            (1970...9998).contains(year), (1...12).contains(month)
        else { return nil }
        self.year = year
        self.month = month
    }
}
