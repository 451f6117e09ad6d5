import IPC
import Testing

@testable import Route

/// What admin learned of quotas from providers.
@Suite struct QuotaCorrectionTests {
    private static let hour: UInt32 = 3_600

    private static func reading(
        _ kind: WindowKind, _ unit: QuotaUnit = .requests, used: UInt64, limit: UInt64 = 0,
        resets: Int64 = 0, length: UInt32 = 0, percent: Bool = false
    ) -> QuotaReading {
        QuotaReading(
            window: kind, unit: unit, used: used, limit: limit, resetsUnixUs: resets,
            lengthS: length, percent: percent)
    }

    @Test func readingsGoToTheWindowsTheyAreAbout() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [
                .rolling("5h", limit: 100), .rolling("week", seconds: 7 * 24 * 3_600, limit: 100),
                .rolling("tokens", unit: .tokens, limit: 1_000), .calendar(.day, limit: 100),
            ], at: time.moment)
        account.correct(
            by: [
                Self.reading(.rolling, used: 40, length: 18_000),
                Self.reading(.rolling, .tokens, used: 500, limit: 2_000),
                Self.reading(.day, used: 7), Self.reading(.day, .cost, used: 99),
                Self.reading(.month, used: 99), Self.reading(.rolling, used: 99, length: 60),
            ], at: time.moment)
        #expect(account.used(at: time.moment) == [40, 0, 500, 7])
        #expect(account.state(at: time.moment).map(\.limit) == [100, 100, 2_000, 100])
        // Without a length it is about each that rolls and counts so.
        account.correct(by: [Self.reading(.rolling, used: 3)], at: time.moment)
        #expect(account.used(at: time.moment) == [3, 3, 500, 7])
    }

    @Test func aPercentageIsOfAnyUnit() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example(
            [.rolling("5h", unit: .tokens, limit: 1_000), .rolling("plan", seconds: 60, limit: 0)],
            at: time.moment)
        account.correct(
            by: [
                Self.reading(.rolling, used: 50, length: 18_000, percent: true),
                Self.reading(.rolling, .cost, used: 100, length: 60, percent: true),
            ], at: time.moment)
        #expect(account.used(at: time.moment) == [500, 100])
        #expect(account.state(at: time.moment).map(\.isPercent) == [false, true])
        #expect(account.obstacle(at: time.moment) != nil)
    }

    @Test func anAccountWithoutWindowsIgnoresThem() {
        let time = MoneyTime("2026-11-29T10:00:00")
        let account = AccountQuota.example([], at: time.moment)
        account.correct(
            by: [Self.reading(.rolling, used: 5, limit: 5), Self.reading(.day, used: 1, limit: 1)],
            at: time.moment)
        #expect(account.obstacle(at: time.moment) == nil)
        #expect(account.state(at: time.moment).isEmpty)
    }

    // MARK: By the router

    private static func moment(_ seconds: UInt64) -> Moment {
        Moment(
            now: seconds * 1_000_000_000, wall: 1_700_000_000_000_000 + Int64(seconds) * 1_000_000)
    }

    private static func router(_ scratch: Scratch) throws -> Router {
        let router = try Router(store: scratch.store(), at: moment(0), seed: 1)
        var one = connection("one", prefix: "x", models: ["m"])
        one.quotas = [.rolling(limit: 10)]
        one.limits = ConnectionLimits(concurrency: 5)
        var two = connection("two", prefix: "x", models: ["m"])
        two.priority = 1
        two.limits = ConnectionLimits(concurrency: 1)
        let result = router.apply(RouteConfiguration(connections: [one, two]), at: moment(0))
        precondition(result.ok, result.error)
        return router
    }

    private static func order(_ router: Router, _ name: String, used: UInt64, at moment: Moment)
        -> ApplyResult
    {
        router.obey(
            RouteCommand(
                action: .actionCorrectQuota, subject: name,
                quotas: [
                    reading(
                        .rolling, used: used, limit: 10, resets: moment.wall + 3_600_000_000,
                        length: 18_000)
                ]), at: moment)
    }

    @Test func anExhaustedAccountIsPassedOverAlsoAfterARestart() throws {
        let scratch = try Scratch()
        do {
            let router = try Self.router(scratch)
            #expect(router.lease("x/m")?.connectionName == "one")
            #expect(Self.order(router, "one", used: 10, at: Self.moment(1)).ok)
            #expect(router.flush(at: Self.moment(1)))
            var given: RouteAnswer?
            router.ask(RouteAsk(model: "x/m", attempt: 1), at: Self.moment(1)) { given = $0 }
            #expect(given?.lease?.connectionName == "two")
        }
        let again = try Router(store: scratch.store(), at: Self.moment(2), seed: 2)
        var given: RouteAnswer?
        again.ask(RouteAsk(model: "x/m", attempt: 1), at: Self.moment(2)) { given = $0 }
        #expect(given?.lease?.connectionName == "two")
        again.ask(RouteAsk(model: "x/m", attempt: 1), at: Self.moment(3_602)) { given = $0 }
        #expect(given?.lease?.connectionName == "one")
    }

    @Test func whoWaitsElsewhereIsWokenWhenAnAccountHasRoomAgain() throws {
        let router = try Self.router(Scratch())
        #expect(Self.order(router, "one", used: 10, at: Self.moment(1)).ok)
        var answers: [String] = []
        for _ in 0..<3 {
            router.ask(RouteAsk(model: "x/m", attempt: 1), at: Self.moment(1)) { answer in
                answers.append(answer?.lease?.connectionName ?? "-")
            }
        }
        // One call is under way at the other account, and two wait for it.
        #expect(answers == ["two"] && router.room.count == 2)
        #expect(Self.order(router, "one", used: 9, at: Self.moment(2)).ok)
        #expect(answers == ["two", "one"] && router.room.count == 1)
        #expect(Self.order(router, "one", used: 1, at: Self.moment(3)).ok)
        #expect(answers == ["two", "one", "one"])
    }

    @Test func onlyConnectionsThatAreThereCanBeCorrected() throws {
        let router = try Self.router(Scratch())
        #expect(
            Self.order(router, "none", used: 1, at: Self.moment(1)).error
                == "there is no connection \"none\"")
        #expect(Self.order(router, "two", used: 10, at: Self.moment(1)).ok)
        #expect(
            router.obey(
                RouteCommand(action: .actionCredentialChanged, subject: "none"),
                at: Self.moment(1)
            ).error == "there is no connection \"none\"")
    }

    @Test func anotherCredentialEndsTheRestOfTheOldOne() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("a", models: ["m"])])
        let lease = router.lease("a/m")
        router.reported(
            RouteReport(
                leaseID: lease?.leaseID ?? 0, failure: .account, status: 401,
                reason: .reasonAuth), at: Moment(now: 0, wall: 2_000_000))
        #expect(router.refusal("a/m") != nil)
        let moment = Moment(now: 0, wall: 2_000_000)
        #expect(
            router.obey(
                RouteCommand(action: .actionCredentialChanged, subject: "a"), at: moment
            ).ok)
        #expect(router.lease("a/m") != nil)
        #expect(router.flush(at: moment))
        #expect(try router.store.standing().health.isEmpty)
    }
}

extension RouteAnswer {
    fileprivate var lease: Lease? { if case .lease(let lease)? = answer { lease } else { nil } }
}
