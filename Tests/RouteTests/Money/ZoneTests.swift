import IPC
import Testing

@testable import Route
@testable import TimeZones

/// Which zones are read, and which files are refused.
@Suite struct ZoneTests {
    private func rule(_ text: String) -> ZoneRule? { ZoneRuleParser.rule(Array(text.utf8)[...]) }

    private func zone(_ example: ZoneFileExample) throws -> Zone {
        try ZoneFile.zone(example.bytes, name: "Test/Zone")
    }

    // MARK: Files

    @Test func transitionsAreReadInBothWidths() throws {
        for isWide in [true, false] {
            let zone = try zone(
                ZoneFileExample(
                    offset: -100, transitions: [(-50, 3_600), (1_000, -7_200)], isWide: isWide))
            #expect(zone.segment(at: -51) == Zone.Segment(offset: -100, ends: -50))
            #expect(zone.segment(at: -50) == Zone.Segment(offset: 3_600, ends: 1_000))
            #expect(zone.segment(at: 999) == Zone.Segment(offset: 3_600, ends: 1_000))
            #expect(zone.segment(at: 1_000) == Zone.Segment(offset: -7_200, ends: nil))
        }
    }

    @Test func theRuleHoldsAfterTheLastTransition() throws {
        let zone = try zone(
            ZoneFileExample(offset: 60, transitions: [(0, 3_600)], footer: "<+03>-3"))
        #expect(zone.segment(at: -1) == Zone.Segment(offset: 60, ends: 0))
        #expect(zone.segment(at: 0) == Zone.Segment(offset: 10_800, ends: nil))
    }

    @Test func everyTruncationIsRefused() {
        let whole = ZoneFileExample(
            offset: 0, transitions: [(5, 3_600)], footer: "CET-1CEST,M3.5.0,M10.5.0/3"
        ).bytes
        for length in whole.indices {
            #expect(throws: ZoneError.malformed("x")) {
                try ZoneFile.zone(Array(whole[..<length]), name: "x")
            }
        }
    }

    @Test func damagedBytesNeverTrap() {
        let whole = ZoneFileExample(
            offset: 0, transitions: [(5, 3_600), (9, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3"
        ).bytes
        var random = SplitMix(seed: 11)
        var refused = 0
        for _ in 0..<5_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(ZoneError) {
                let calendar = CivilCalendar(zone: try ZoneFile.zone(bytes, name: "x"))
                for wall in [Int64.min, 0, 1_700_000_000_000_000, .max] {
                    let period = calendar.period(.month, beginsSecond: 7, at: wall)
                    #expect(period.contains(wall) || wall == .max)
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 250)
    }

    @Test func otherFilesAreRefused() {
        let examples = [
            ZoneFileExample(offset: 100_000),
            ZoneFileExample(offset: 0, leapSeconds: 1),
            ZoneFileExample(offset: 0, transitions: [(5, 60), (5, 0)]),
            ZoneFileExample(offset: 0, footer: "nonsense"),
        ]
        for example in examples {
            #expect(throws: ZoneError.malformed("Test/Zone")) { try zone(example) }
        }
    }

    // MARK: Names

    @Test func utcNeedsNoFile() throws {
        #expect(try Zone.named("", in: "/nonexistent") == .utc)
        #expect(try Zone.named("UTC", in: "/nonexistent") == .utc)
    }

    @Test(
        arguments: [
            "../etc/passwd", "/etc/localtime", "Europe//Berlin", "Europe/", "Europe/Berlin\0",
            "Europe/.", "Ber lin", String(repeating: "a", count: 65), "Europe/Zürich",
        ])
    func namesThatAreNoneAreRefused(_ name: String) {
        #expect(throws: ZoneError.badName) { try Zone.named(name) }
    }

    @Test func aMissingFileIsAnUnknownZone() {
        #expect(throws: ZoneError.unknown("Nowhere/Here")) {
            try Zone.named("Nowhere/Here", in: "/nonexistent")
        }
        #expect(throws: ZoneError.unknown("usr")) { try Zone.named("usr", in: "/") }
        #expect(ZoneError.unknown("Nowhere/Here").text.contains("Nowhere/Here"))
    }

    // MARK: Rules

    @Test func rulesAreReadInAllTheirForms() throws {
        let berlin = try #require(rule("CET-1CEST,M3.5.0,M10.5.0/3"))
        #expect(berlin.standardOffset == 3_600)
        #expect(berlin.daylight?.offset == 7_200)
        #expect(
            berlin.daylight?.ends
                == ZoneRule.Change(day: .weekday(month: 10, week: 5, weekday: 0), time: 10_800))
        #expect(rule("<-0330>3:30")?.standardOffset == -12_600)
        #expect(rule("<+12>-12:00:30")?.standardOffset == 43_230)
        let nuuk = rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0")
        #expect(nuuk?.daylight?.begins.time == -3_600)
        #expect(rule("EET-2EEST,M3.4.4/50,M10.4.4/50")?.daylight?.begins.time == 180_000)
        #expect(rule("AAA3BBB4,J60,365/0")?.daylight?.begins.day == .withoutLeapDay(60))
        #expect(rule("AAA3BBB4,J60,365/0")?.daylight?.ends.day == .ofYear(365))
    }

    @Test(
        arguments: [
            "", "CE-1", "CET", "CET-", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET1:60",
            "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
            "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,J0,J5", "CET-1CEST,366,5", "<+01-1",
            "CET-1CEST,M3.5.0,M10.5.0 ", "CET-99999999999999999999",
        ])
    func otherTextsAreNoRules(_ text: String) {
        #expect(rule(text) == nil)
    }

    @Test func daysOfTheYearCountTheLeapDayOrNot() {
        let march = CivilDate(year: 2028, month: 3, day: 1).daysSince1970
        #expect(ZoneRule.Day.withoutLeapDay(60).daysSince1970(in: 2028) == march)
        #expect(ZoneRule.Day.ofYear(60).daysSince1970(in: 2028) == march)
        #expect(ZoneRule.Day.ofYear(59).daysSince1970(in: 2028) == march - 1)
        let usual = CivilDate(year: 2027, month: 3, day: 1).daysSince1970
        #expect(ZoneRule.Day.withoutLeapDay(60).daysSince1970(in: 2027) == usual)
        #expect(ZoneRule.Day.ofYear(59).daysSince1970(in: 2027) == usual)
        let last = CivilDate(year: 2027, month: 12, day: 31).daysSince1970
        #expect(ZoneRule.Day.withoutLeapDay(365).daysSince1970(in: 2027) == last)
    }

    @Test func daylightTimeMayLastAllYear() throws {
        // RFC 8536 section 3.3.1 has this form.
        let yearLong = try #require(rule("EST5EDT,0/0,J365/25"))
        for second in stride(from: 1_700_000_000, to: 1_800_000_000, by: 86_399) {
            #expect(yearLong.segment(at: second).offset == -14_400)
        }
    }
}
