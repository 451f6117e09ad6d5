import IPC
import Testing

@testable import Route
@testable import TimeZones

/// A period of a calendar as another implementation (Python's zoneinfo) gives it.
struct PeriodVector: Sendable, CustomTestStringConvertible {
    var zone: String
    var unit: CivilCalendar.Unit
    var beginsSecond: UInt32
    var at: String
    var begins: String
    var ends: String

    init(
        _ zone: String, _ unit: CivilCalendar.Unit, _ beginsSecond: UInt32, _ at: String,
        _ begins: String, _ ends: String
    ) {
        self.zone = zone
        self.unit = unit
        self.beginsSecond = beginsSecond
        self.at = at
        self.begins = begins
        self.ends = ends
    }

    var testDescription: String { "\(unit) of \(zone) at \(at) from second \(beginsSecond)" }
}

/// Where days, weeks and months begin.
@Suite struct CivilCalendarTests {
    @Test(arguments: PeriodVector.all)
    func periodsBeginAsClocksShow(_ vector: PeriodVector) throws {
        let calendar = try MoneyTime.calendar(vector.zone)
        let period = calendar.period(
            vector.unit, beginsSecond: vector.beginsSecond, at: MoneyTime.wall(vector.at))
        #expect(
            period
                == WallPeriod(
                    begins: MoneyTime.wall(vector.begins), ends: MoneyTime.wall(vector.ends)))
    }

    @Test(arguments: [
        ("Europe/Berlin", "2027-01-01T00:00:00"), ("America/Sao_Paulo", "2017-06-01T00:00:00"),
        ("Pacific/Apia", "2011-10-01T00:00:00"), ("America/St_Johns", "2010-02-01T00:00:00"),
    ])
    func periodsFollowOneAnotherWithoutGaps(_ name: String, from start: String) throws {
        let calendar = try MoneyTime.calendar(name)
        let end = MoneyTime.wall(start) + 500 * 86_400_000_000
        for unit in [CivilCalendar.Unit.day, .week, .month] {
            for begins: UInt32 in [0, 1_800, 84_600, 90_000] {
                var period = calendar.period(
                    unit, beginsSecond: begins, at: MoneyTime.wall(start))
                while period.ends < end {
                    let next = calendar.period(unit, beginsSecond: begins, at: period.ends)
                    let last = calendar.period(unit, beginsSecond: begins, at: period.ends - 1)
                    #expect(next.begins == period.ends && last == period)
                    period = next
                }
            }
        }
    }

    @Test func microsecondsBelongToTheirSecond() {
        let midnight = MoneyTime.wall("1969-12-31T00:00:00")
        #expect(CivilCalendar.utc.period(.day, at: midnight).begins == midnight)
        #expect(CivilCalendar.utc.period(.day, at: midnight - 1).ends == midnight)
    }

    @Test func clocksOutOfReachHaveOnePeriod() {
        for unit in [CivilCalendar.Unit.day, .week, .month] {
            let late = CivilCalendar.utc.period(unit, at: .max)
            #expect(late.ends == .max)
            #expect(late.begins < .max)
            let early = CivilCalendar.utc.period(unit, at: .min)
            #expect(early.begins == .min)
            #expect(early.contains(.min))
        }
    }

    @Test func datesCountAsDays() {
        for day in stride(from: -800_000, through: 800_000, by: 37) {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect((1...12).contains(date.month) && (1...31).contains(date.day))
        }
        #expect(CivilDate(daysSince1970: 0) == CivilDate(year: 1970, month: 1, day: 1))
        #expect(CivilDate(year: 2000, month: 3, day: 1).daysSince1970 == 11_017)
        #expect(CivilDate(year: 1900, month: 3, day: 1).daysSince1970 == -25_508)
        #expect(CivilDate.isLeap(2_000) && CivilDate.isLeap(2_028))
        #expect(!CivilDate.isLeap(2_100) && !CivilDate.isLeap(2_027))
    }
}
