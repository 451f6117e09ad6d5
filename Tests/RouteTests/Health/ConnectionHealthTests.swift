import IPC
import Testing

@testable import Route

/// What is known of one connection.
@Suite struct ConnectionHealthTests {
    private let account = SimulatedAccount()

    @Test func callsAreCounted() {
        let first = account.begin()
        account.seconds = 3
        let second = account.begin()
        #expect(account.connection.leases == 2)
        #expect(account.connection.open == 2)
        #expect(account.connection.lastUsed == account.moment)
        account.end(first, .broken())
        account.release(second)
        #expect(account.connection.open == 0)
        #expect(account.connection.reports[Int(FailureClass.transient.rawValue)] == 1)
        #expect(account.connection.lastFailure?.failure == .transient)
        #expect(account.connection.lastFailure?.status == 500)
        #expect(account.connection.failures == 1)
        account.call()
        #expect(account.connection.lastFailure == nil)
    }

    @Test func theScoreFollowsHealth() {
        #expect(account.connection.score(at: account.moment) == 100)
        account.call(.wrong)
        #expect(account.connection.score(at: account.moment) == 100)
        account.call(.broken())
        #expect(account.connection.score(at: account.moment) == 80)
        account.call(.limited())
        #expect(account.connection.score(at: account.moment) == 40)
        account.seconds = 1
        #expect(account.connection.score(at: account.moment) == 70)
        account.call()
        #expect(account.connection.score(at: account.moment) == 100)
    }

    @Test func theScoreIsNeverNegative() {
        let account = SimulatedAccount(.oauth)
        for _ in 0..<20 { account.call(.limited()) }
        #expect(account.connection.score(at: account.moment) == 0)
    }

    @Test func latencyIsAMeanOfFirstTokens() {
        #expect(account.connection.latency == nil)
        account.call(RouteReport(firstTokenUs: 100_000))
        #expect(account.connection.latency == 100_000)
        account.call(RouteReport(firstTokenUs: 200_000))
        #expect(account.connection.latency == 120_000)
        account.call(RouteReport())
        #expect(account.connection.latency == 120_000)
        // Silence is slow as well.
        account.call(
            RouteReport(failure: .transient, totalUs: 20_000_000, reason: .reasonSilent))
        #expect(account.connection.latency == 4_096_000)
        account.call(RouteReport(firstTokenUs: .max))
        #expect(account.connection.latency.map { $0 <= 3_600_000_000 } == true)
    }

    @Test func callsForListsSayNothing() {
        account.connection.reported(.refused, model: "", at: account.moment)
        account.connection.reported(.missing, model: "", at: account.moment)
        #expect(account.obstacle("") == nil)
        #expect(account.connection.reports[Int(FailureClass.account.rawValue)] == 1)
        account.call(.limited(after: 100))
        account.connection.reported(RouteReport(leaseID: 99), model: "", at: account.moment)
        #expect(account.wait() == 100)
    }

    @Test func aContextThatIsTooLongPunishesNobody() {
        for (failure, status) in [(FailureClass.caller, 413), (.caller, 400), (.transient, 413)] {
            for _ in 0..<20 {
                account.call(
                    RouteReport(
                        failure: failure, status: UInt32(status), reason: .reasonContextTooLong))
            }
        }
        #expect(account.obstacle() == nil)
        #expect(account.connection.score(at: account.moment) == 100)
    }

    @Test func limitsAreObstacles() {
        let account = SimulatedAccount(limits: ConnectionLimits(minGapMs: 500, concurrency: 2))
        let first = account.begin()
        #expect(account.obstacle()?.reason == .rateLimited)
        #expect(account.wait() == 0.5)
        account.seconds = 1
        _ = account.begin()
        account.seconds = 2
        #expect(account.obstacle() == Obstacle(.busy))
        account.end(first)
        #expect(account.obstacle() == nil)
    }

    @Test func aPersonCanForgetAll() {
        var report = RouteReport.limited(after: 100)
        report.rates = [RateState(unit: .requests, limit: 5, remaining: 0, resetMs: 100_000)]
        account.call(report)
        account.call(.missing)
        let late = account.begin()
        account.connection.reset()
        #expect(account.obstacle() == nil)
        #expect(account.connection.score(at: account.moment) == 100)
        #expect(account.connection.rows(at: account.moment).isEmpty)
        account.end(late, .limited())
        #expect(account.obstacle() == nil)
    }

    @Test func anotherProviderIsNotBlamed() {
        account.call(.limited(after: 100))
        var other = ProviderConnection(id: "c-a", provider: "openai", baseURL: "http://h/v1")
        account.connection.configure(other)
        #expect(account.wait() == 100)
        other.baseURL = "http://other/v1"
        account.connection.configure(other)
        #expect(account.obstacle() == nil)
    }

    @Test func whatIsStoredHasARevision() {
        var seen: Set<UInt64> = [account.connection.revision]
        account.call()
        account.call(.wrong)
        account.call(.broken())
        #expect(seen.contains(account.connection.revision))
        for report in [RouteReport.limited(), .missing, RouteReport(), .refused] {
            account.call(report)
            #expect(seen.insert(account.connection.revision).inserted)
        }
    }
}
