import IPC
import Store
import Testing

@testable import Logd

@Suite("settings of the ledger")
struct LedgerSettingsTests {
    @Test("0 means the default, and what is out of bounds is brought into them")
    func bounds() {
        let usual = LedgerPolicy(LedgerSettings())
        #expect(usual.retentionDays == 90 && usual.maxBytes == 10 << 30)
        #expect(usual.bodyBytes == 64 << 10 && usual.bodyRetentionDays == 7)
        #expect(usual.consoleFileBytes == 50_000_000 && usual.consoleFiles == 7)
        let extreme = LedgerPolicy(
            LedgerSettings(
                retentionDays: .max, maxBytes: .max, bodyBytes: .max, bodyRetentionDays: .max,
                bodyMaxBytes: .max, consoleFileBytes: 1, consoleFiles: .max))
        #expect(extreme.retentionDays == 36_500 && extreme.maxBytes == 1 << 50)
        #expect(extreme.bodyBytes == 256 << 10 && extreme.bodyRetentionDays == 36_500)
        #expect(extreme.consoleFileBytes == 64 << 10 && extreme.consoleFiles == 1000)
    }

    @Test("they are applied at once and kept for the next life")
    func kept() throws {
        let folder = try TemporaryFolder()
        let settings = LedgerSettings(
            retentionDays: 5, zone: "Europe/Berlin",
            telemetry: Telemetry(tracesURL: "http://127.0.0.1:4318/v1/traces"))
        let ledger = folder.ledger()
        try ledger.apply(settings)
        #expect(ledger.policy.retentionDays == 5 && ledger.settings == settings)
        ledger.close()
        let next = folder.ledger()
        try next.open()
        #expect(next.settings == settings && next.policy.retentionDays == 5)
    }

    @Test("a ledger.db that is set aside in the middle of a life takes no settings with it")
    func setAside() throws {
        let folder = try TemporaryFolder()
        let settings = LedgerSettings(retentionDays: 365)
        let ledger = folder.ledger()
        try ledger.apply(settings)
        ledger.horizon = Samples.day - 9
        var isFirst = true
        try ledger.base.perform { (_) throws(StoreError) in
            defer { isFirst = false }
            if isFirst { throw .damaged("malformed") }
        }
        #expect(ledger.setAside.count == 1)
        ledger.close()
        let next = folder.ledger()
        try next.open()
        #expect(next.settings == settings && next.isConfigured)
        #expect(next.horizon == Samples.day - 9)
    }
}

@Suite("the calendar of days")
struct DayCalendarTests {
    @Test(
        "names and numbers of days",
        arguments: [
            ("1970-01-01", 0), ("1999-12-31", 10_956), ("2000-02-29", 11_016),
            ("2000-03-01", 11_017), ("2024-02-29", 19_782), ("2026-11-30", 20_787),
            ("2100-02-28", 47_540), ("2100-03-01", 47_541), ("9999-12-31", 2_932_896),
        ])
    func names(name: String, day: Int) {
        #expect(DayCalendar.name(of: day) == name)
        #expect(DayCalendar.day(named: name) == day)
    }

    @Test(
        "what is no day",
        arguments: ["2026-02-29", "2100-02-29", "2026-13-01", "2026-1-001", "1969-12-31", "", "x"])
    func others(name: String) {
        #expect(DayCalendar.day(named: name) == nil)
    }

    @Test(
        "a day begins at its first microsecond and ends before the next; other times are put near")
    func borders() {
        let day = 20_787
        #expect(DayCalendar.day(of: DayCalendar.start(of: day)) == day)
        #expect(DayCalendar.day(of: DayCalendar.start(of: day) - 1) == day - 1)
        #expect(DayCalendar.day(of: -5) == 0)
        #expect(DayCalendar.day(of: .min) == 0)
        #expect(DayCalendar.day(of: .max) == 2_932_896)
    }
}
