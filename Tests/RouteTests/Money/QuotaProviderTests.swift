import IPC
import Testing

@testable import Route

/// What providers say of their quotas goes before what is counted here.
@Suite struct QuotaProviderTests {
    @Test func exhaustionMarksTheWindowThatEndsThen() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [.rolling(limit: 100), .calendar(.week, limit: 100)], at: time.moment)
        #expect(
            account.exhausted(until: MoneyTime.wall("2026-11-29T23:50:00"), at: time.moment))
        #expect(account.state(at: time.moment).map(\.isExhaustedByProvider) == [false, true])
        #expect(account.blocked(at: time.moment) == MoneyTime.wall("2026-11-29T23:50:00"))
        time.pass(to: "2026-11-29T23:50:00")
        #expect(account.obstacle(at: time.moment) == nil)
    }

    @Test func withoutATimeTheShortestWindowIsMarked() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [.calendar(.month, limit: 100), .rolling(limit: 100)], at: time.moment)
        #expect(account.exhausted(until: nil, at: time.moment))
        #expect(account.state(at: time.moment).map(\.isExhaustedByProvider) == [false, true])
        #expect(account.blocked(at: time.moment) == MoneyTime.wall("2026-11-29T15:00:00"))
        account.reset()
        #expect(account.obstacle(at: time.moment) == nil)
    }

    @Test func anAccountWithoutWindowsRestsUntilTheTimeThatWasNamed() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([], at: time.moment)
        account.leased(5, at: time.moment)
        #expect(!account.exhausted(until: nil, at: time.moment))
        #expect(!account.exhausted(until: time.moment.wall, at: time.moment))
        #expect(account.state(at: time.moment).isEmpty)
        #expect(
            account.exhausted(until: MoneyTime.wall("2026-11-29T11:00:00"), at: time.moment))
        #expect(account.state(at: time.moment).map(\.secondsLeft) == [3_600])
        // The clock is set back: the wait does not grow.
        time.set(to: "2026-11-20T10:00:00")
        #expect(account.state(at: time.moment).map(\.secondsLeft) == [3_600])
        time.pass(to: "2026-11-20T11:00:00")
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(account.state(at: time.moment).isEmpty)
    }

    @Test func aTimeFarAwayIsNotBelieved() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling()], at: time.moment)
        let latest = time.moment.wall + MoneyLimits.longestWindowMicroseconds
        #expect(account.exhausted(until: .max, at: time.moment))
        #expect(account.blocked(at: time.moment) == latest)
        account.reset()
        account.correct(window: "5h", used: 3, limit: nil, resets: .max, at: time.moment)
        #expect(account.blocked(at: time.moment) == latest)
    }

    @Test func countsOfTheProviderReplaceOurs() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling(limit: 100)], at: time.moment)
        account.leased(90, at: time.moment)
        let resets = MoneyTime.wall("2026-11-29T12:00:00")
        #expect(
            account.correct(window: "5h", used: 40, limit: 50, resets: resets, at: time.moment))
        account.leased(9, at: time.moment)
        #expect(account.obstacle(at: time.moment) == nil)
        account.leased(1, at: time.moment)
        #expect(account.blocked(at: time.moment) == resets)
        time.pass(to: "2026-11-29T12:00:00")
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(account.state(at: time.moment).map(\.limit) == [50])
        #expect(
            !account.correct(window: "none", used: 1, limit: 1, resets: nil, at: time.moment))
    }

    @Test func aPercentageIsAPartOfTheLimit() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [.rolling(unit: .tokens, limit: 1_000)], at: time.moment)
        account.correct(window: "5h", usedPercent: 42, resets: nil, at: time.moment)
        #expect(account.used(at: time.moment) == [420])
        account.reported(
            Usage(source: .reported, input: 500, output: 80), cost: .unknown, at: time.moment)
        #expect(account.used(at: time.moment) == [1_000])
        #expect(account.obstacle(at: time.moment) != nil)
        account.correct(window: "5h", usedPercent: 99, resets: nil, at: time.moment)
        #expect(account.obstacle(at: time.moment) == nil)
        account.correct(window: "5h", usedPercent: 250, resets: nil, at: time.moment)
        #expect(account.obstacle(at: time.moment) != nil)
    }

    @Test func aPercentageOfAnUnknownLimitStandsAlone() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [.rolling(unit: .tokens, limit: 0)], at: time.moment)
        account.correct(window: "5h", usedPercent: 42, resets: nil, at: time.moment)
        account.reported(
            Usage(source: .reported, input: 500), cost: .unknown, at: time.moment)
        #expect(account.used(at: time.moment) == [42])
        #expect(account.state(at: time.moment).map(\.limit) == [100])
        #expect(account.state(at: time.moment).map(\.isPercent) == [true])
        account.correct(window: "5h", usedPercent: 100, resets: nil, at: time.moment)
        #expect(account.blocked(at: time.moment) == MoneyTime.wall("2026-11-29T15:00:00"))
    }

    @Test func roomThatTheProviderSeesEndsExhaustion() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling(limit: 100)], at: time.moment)
        account.exhausted(until: nil, at: time.moment)
        account.correct(window: "5h", used: 100, limit: nil, resets: nil, at: time.moment)
        #expect(account.state(at: time.moment).map(\.isExhaustedByProvider) == [true])
        account.correct(window: "5h", used: 20, limit: nil, resets: nil, at: time.moment)
        #expect(account.obstacle(at: time.moment) == nil)
    }

    @Test func aWindowThatIsOverAtTheProviderIsOverHere() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.rolling()], at: time.moment)
        account.leased(3, at: time.moment)
        account.correct(
            window: "5h", used: 3, limit: nil, resets: time.moment.wall - 1, at: time.moment)
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(account.state(at: time.moment).map(\.resets) == [nil])
    }

    @Test func aWindowOfTheCalendarTakesTheProvidersEnd() {
        var time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([.calendar(.week, limit: 10)], at: time.moment)
        let resets = MoneyTime.wall("2026-12-03T09:00:00")
        account.correct(window: "week", used: 10, limit: nil, resets: resets, at: time.moment)
        time.pass(to: "2026-12-01T00:00:00")
        #expect(account.blocked(at: time.moment) == resets)
        time.pass(to: "2026-12-03T09:00:00")
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(
            account.state(at: time.moment).map(\.resets) == [MoneyTime.wall("2026-12-07T00:00:00")]
        )
    }
}
