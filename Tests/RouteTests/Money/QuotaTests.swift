import IPC
import Testing
import TimeZones

@testable import Route

/// How much of an account's plan is left.
@Suite struct QuotaTests {
    private let usage = Usage(source: .reported, input: 70, cachedInput: 50, output: 30)

    @Test func aRollingWindowBeginsWithItsFirstUse() {
        var time = MoneyTime("2026-11-29T07:13:20")
        let account = AccountQuota.example([.rolling()], at: time.moment)
        #expect(account.state(at: time.moment).map(\.resets) == [nil])
        account.leased(3, at: time.moment)
        let end = MoneyTime.wall("2026-11-29T12:13:20")
        #expect(account.blocked(at: time.moment) == end)
        #expect(account.state(at: time.moment).map(\.secondsLeft) == [18_000])
        #expect(
            account.obstacle(at: time.moment)
                == Obstacle(
                    .quotaExhausted, until: time.moment.now + 18_000_000_000_000, status: 429))
        time.pass(to: "2026-11-29T12:13:19")
        #expect(account.blocked(at: time.moment) == end)
        #expect(account.state(at: time.moment).map(\.secondsLeft) == [1])
        time.pass(to: "2026-11-29T12:13:20")
        #expect(account.obstacle(at: time.moment) == nil)
        // Nothing has begun the next one yet.
        time.pass(to: "2026-11-29T20:00:00")
        account.leased(1, at: time.moment)
        #expect(
            account.state(at: time.moment).map(\.resets) == [MoneyTime.wall("2026-11-30T01:00:00")]
        )
        #expect(account.used(at: time.moment) == [1])
    }

    @Test func windowsOfTheCalendarBeginAtTheirHour() throws {
        var time = MoneyTime("2026-03-28T12:00:00")
        let berlin = try MoneyTime.calendar("Europe/Berlin")
        let account = AccountQuota.example(
            [
                .calendar(.day, beginsS: 36_000), .calendar(.week, beginsS: 36_000, limit: 100),
                .calendar(.month, limit: 100),
            ], calendar: berlin, at: time.moment)
        account.leased(3, at: time.moment)
        // Ten o'clock in summer time, which begins in that night.
        #expect(account.blocked(at: time.moment) == MoneyTime.wall("2026-03-29T08:00:00"))
        #expect(
            account.state(at: time.moment).map(\.resets) == [
                MoneyTime.wall("2026-03-29T08:00:00"), MoneyTime.wall("2026-03-30T08:00:00"),
                MoneyTime.wall("2026-03-31T22:00:00"),
            ])
        time.pass(to: "2026-03-29T08:00:00")
        account.leased(1, at: time.moment)
        #expect(account.used(at: time.moment) == [1, 4, 4])
        time.pass(to: "2026-03-31T22:00:00")
        #expect(account.used(at: time.moment) == [0, 0, 0])
    }

    @Test func tokensAndCostsAreCountedWhenReported() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [
                .rolling("tokens", unit: .tokens, limit: 200),
                .rolling("cost", unit: .cost, limit: 1_000),
            ],
            at: time.moment)
        account.leased(2, at: time.moment)
        #expect(account.used(at: time.moment) == [0, 0])
        // The allowance of a plan is measured by notional costs.
        let cost = Charge(picodollars: 400, isNotional: true)
        account.reported(usage, cost: cost, at: time.moment)
        #expect(account.used(at: time.moment) == [100, 400])
        account.reported(usage, cost: cost, at: time.moment)
        #expect(account.obstacle(at: time.moment)?.reason == .quotaExhausted)
        account.reported(nil, cost: .unknown, at: time.moment)
        account.reported(Usage(), cost: .unknown, at: time.moment)
        #expect(account.state(at: time.moment).map(\.unknownCalls) == [2, 2])
    }

    @Test func theWindowThatEndsLastCounts() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [.rolling(), .calendar(.month, limit: 3), .calendar(.day, limit: 3)], at: time.moment)
        account.leased(3, at: time.moment)
        #expect(account.blocked(at: time.moment) == MoneyTime.wall("2026-12-01T00:00:00"))
    }

    @Test func aWindowWithoutLimitOnlyCounts() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling(limit: 0)], at: time.moment)
        account.leased(1_000, at: time.moment)
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(account.used(at: time.moment) == [1_000])
        #expect(account.state(at: time.moment).map(\.limit) == [nil])
    }

    // MARK: Clocks

    @Test func aClockSetBackMovesARollingWindowAndKeepsItsCounts() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling(), .calendar(.day)], at: time.moment)
        account.leased(3, at: time.moment)
        time.set(to: "2026-11-29T09:00:00")
        #expect(account.used(at: time.moment) == [3, 3])
        time.set(to: "2022-01-01T00:00:00")
        #expect(account.used(at: time.moment) == [3, 3])
        // Neither window lasts longer than it would have.
        #expect(
            account.state(at: time.moment).map(\.resets) == [
                MoneyTime.wall("2022-01-01T05:00:00"), MoneyTime.wall("2022-01-02T00:00:00"),
            ])
    }

    @Test func aClockSetForwardsBeginsAnew() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling(), .calendar(.week)], at: time.moment)
        account.leased(3, at: time.moment)
        time.set(to: "2027-11-29T10:00:00")
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(account.used(at: time.moment) == [0, 0])
        time.set(to: "2026-11-29T10:00:01")
        #expect(account.used(at: time.moment) == [0, 3])
    }

    // MARK: Configuration and restart

    @Test func aWindowThatStaysKeepsItsCounts() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling(), .calendar(.day)], at: time.moment)
        account.leased(3, at: time.moment)
        account.configure(
            [.calendar(.day, limit: 9), .rolling(seconds: 3_600)], calendar: .utc,
            at: time.moment)
        #expect(account.used(at: time.moment) == [3, 0])
        #expect(account.state(at: time.moment).map(\.limit) == [9, 3])
        let many = (0..<100).map { QuotaWindow.rolling("w\($0)") }
        account.configure(many, calendar: .utc, at: time.moment)
        #expect(account.state(at: time.moment).count == MoneyLimits.quotaWindows)
    }

    @Test func accountsOutliveARestart() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let connections = [
            ProviderConnection(
                id: "c-work",
                quotas: [
                    .rolling(limit: 5), .calendar(.day), .rolling("percent", limit: 0),
                    .rolling("never used"),
                ]),
            ProviderConnection(id: "c-plain"),
        ]
        let book = QuotaBook()
        book.configure(connections, calendar: .utc, at: time.moment)
        book["c-work"]?.leased(2, at: time.moment)
        time.pass(to: "2026-11-30T02:00:00")
        book["c-work"]?.leased(1, at: time.moment)
        book["c-work"]?.correct(
            window: "5h", used: 4, limit: 8, resets: MoneyTime.wall("2026-11-30T03:00:00"),
            at: time.moment)
        book["c-work"]?.correct(window: "percent", usedPercent: 40, resets: nil, at: time.moment)
        book["c-plain"]?.exhausted(until: MoneyTime.wall("2026-12-02T00:00:00"), at: time.moment)

        let later = QuotaBook()
        later.configure(connections, calendar: .utc, at: time.moment)
        later.restore(book.rows().shuffled(), at: time.moment)
        #expect(later.state(at: time.moment) == book.state(at: time.moment))
        #expect(later.rows() == book.rows())
        #expect(later["c-work"]?.used(at: time.moment) == [4, 1, 40, 1])
        #expect(later["c-plain"]?.obstacle(at: time.moment) != nil)
        time.pass(to: "2026-12-02T00:00:00")
        #expect(later.state(at: time.moment)["c-plain"] == nil)
        #expect(later["c-work"]?.used(at: time.moment) == [0, 0, 0, 0])
    }

    @Test func changedRowsReplaceThoseOfTheirName() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let connections = (0..<3).map {
            ProviderConnection(id: "c-\($0)", quotas: [.rolling(limit: 0), .calendar(.day)])
        }
        let book = QuotaBook()
        book.configure(connections, calendar: .utc, at: time.moment)
        #expect(book.takeChangedRows().isEmpty)
        var kept: [String: MoneyRow] = [:]
        let keep = { (rows: [MoneyRow]) in
            for row in rows { kept["\(row.owner)/\(row.subject)/\(row.isPrevious)"] = row }
        }
        keep(book.rows())
        var random = SplitMix(seed: 8)
        for _ in 0..<300 {
            time.moment = time.moment.after(UInt64.random(in: 0...(10 << 40), using: &random))
            book["c-\(Int.random(in: 0..<3, using: &random))"]?.leased(at: time.moment)
            if Int.random(in: 0..<9, using: &random) == 0 { _ = book.state(at: time.moment) }
            keep(book.takeChangedRows())
        }
        let all = book.rows()
        #expect(all.allSatisfy { kept["\($0.owner)/\($0.subject)/\($0.isPrevious)"] == $0 })
    }

    @Test func connectionsThatAreGoneAreForgotten() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let book = QuotaBook()
        let work = ProviderConnection(id: "c-work", quotas: [.rolling()])
        book.configure([work], calendar: .utc, at: time.moment)
        let account = book["c-work"]
        account?.leased(1, at: time.moment)
        book.configure([work], calendar: .utc, at: time.moment)
        #expect(book["c-work"] === account)
        #expect(book["c-work"]?.used(at: time.moment) == [1])
        book.configure([], calendar: .utc, at: time.moment)
        #expect(book["c-work"] == nil)
        #expect(book.rows().isEmpty)
    }
}
