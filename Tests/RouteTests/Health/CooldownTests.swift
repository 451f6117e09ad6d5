import IPC
import Testing

@testable import Route

/// The rests of an account.
@Suite struct CooldownTests {
    private let account = SimulatedAccount()

    /// Waits until the rest is over, then makes the probe call; gives the seconds waited.
    private func probe(_ report: RouteReport) -> Double {
        let wait = account.wait() ?? 0
        account.seconds += wait
        #expect(account.obstacle() == nil)
        account.call(report)
        return wait
    }

    @Test func rateLimitsClimbTheLadder() {
        account.call(.limited())
        #expect(account.obstacle()?.reason == .coolingDown)
        #expect((0..<7).map { _ in probe(.limited()) } == [1, 2, 4, 8, 16, 32, 32])
        #expect(account.connection.level == 5)
    }

    @Test func loginsWaitLonger() {
        let account = SimulatedAccount(.oauth)
        account.call(.limited())
        #expect(account.wait() == 60)
        account.seconds = 60
        account.call(.limited())
        #expect(account.wait() == 120)
    }

    @Test func onlyASuccessComesDownFromTheLadder() {
        account.call(.limited())
        _ = probe(.limited())
        // Time alone does not.
        account.seconds += 86_400
        account.call(.limited())
        #expect(account.wait() == 4)
        // Nor what says nothing about the account.
        account.seconds += 4
        account.call(.wrong)
        account.call(RouteReport(failure: .cancelled))
        #expect(account.connection.level == 3)
        account.call()
        #expect(account.connection.level == 0)
        #expect(account.connection.cause == nil)
        account.call(.limited())
        #expect(account.wait() == 1)
    }

    @Test func aNamedTimeIsObeyedExactly() {
        for seconds in [0.001, 0.5, 7, 3_600, 86_400] {
            let account = SimulatedAccount(.oauth, jitter: Jitter { 0 })
            account.call(.limited(after: seconds))
            #expect(account.wait() == seconds)
            account.seconds = seconds
            #expect(account.obstacle() == nil)
        }
    }

    @Test func aNamedTimeIsBounded() {
        account.call(.limited(after: 4_000_000))
        #expect(account.wait() == 86_400)
        let other = SimulatedAccount()
        other.call(.limited(after: 4_000_000, reason: .reasonQuota))
        #expect(other.wait() == 691_200)
        #expect(other.obstacle()?.reason == .quotaExhausted)
    }

    @Test func aUsedUpPlanRestsUntilItsWindowBeginsAnew() {
        account.call(.limited(after: 5 * 3_600, reason: .reasonQuota))
        #expect(account.wait() == 18_000)
        #expect(account.connection.cause == .quota)
        let unnamed = SimulatedAccount()
        unnamed.call(.limited(reason: .reasonQuota))
        #expect(unnamed.wait() == 300)
    }

    @Test func aLimitOfWhichNothingRemainsNamesTheTime() {
        var report = RouteReport.limited()
        report.rates = [
            RateState(unit: .requests, limit: 50, remaining: 12, resetMs: 90_000),
            RateState(unit: .inputTokens, limit: 10_000, remaining: 0, resetMs: 41_000),
            RateState(unit: .tokens, limit: 20_000, remaining: 0, resetMs: 17_000),
        ]
        account.call(report)
        #expect(account.wait() == 41)
    }

    @Test func aBurstIsOneStep() {
        let burst = (0..<50).map { _ in account.begin() }
        for id in burst.prefix(30) { account.end(id, .limited()) }
        #expect(account.connection.level == 1)
        #expect(account.wait() == 1)
        account.seconds = 5
        for id in burst[30..<45] { account.end(id, .limited()) }
        #expect(account.connection.level == 1)
        #expect(account.obstacle() == nil)
        // What was under way before and succeeds late is no recovery either.
        account.end(burst[45])
        #expect(account.connection.level == 1)
        account.call(.limited())
        #expect(account.wait() == 2)
    }

    @Test func aLateCallMayKnowTheTime() {
        let burst = (0..<4).map { _ in account.begin() }
        account.end(burst[0], .limited())
        account.end(burst[1], .limited(after: 20))
        #expect(account.wait() == 20)
        account.end(burst[2], .limited(after: 10))
        #expect(account.wait() == 20)
        account.end(burst[3], .refused)
        #expect(account.obstacle()?.reason == .credentialRefused)
        #expect(account.wait() == 600)
    }

    @Test func waitsAreSpread() {
        let low = SimulatedAccount(jitter: Jitter { 0 })
        low.call(.limited())
        #expect(low.wait() == 0.8)
        let high = SimulatedAccount(jitter: Jitter { .max })
        high.call(.limited())
        #expect(high.wait().map { $0 > 1.19 && $0 < 1.2 } == true)
    }

    @Test func afterTheRestComesOneProbe() {
        account.call(.limited())
        account.seconds = 1
        let first = account.begin()
        #expect(account.obstacle()?.reason == .busy)
        #expect(account.obstacle()?.isShort == true)
        account.end(first, .wrong)
        #expect(account.obstacle() == nil)
        let lost = account.begin()
        account.seconds = 30
        #expect(account.obstacle() != nil)
        account.seconds = 31
        #expect(account.obstacle() == nil)
        account.release(lost)
        account.call()
        #expect(account.connection.cause == nil)
    }

    @Test func aRefusedCredentialIsTriedRarely() {
        account.call(.refused)
        #expect(account.obstacle()?.reason == .credentialRefused)
        #expect((0..<5).map { _ in probe(.refused) } == [600, 1_200, 2_400, 3_600, 3_600])
        account.connection.credentialChanged()
        #expect(account.obstacle() == nil)
        #expect(account.connection.level == 0)
    }

    @Test func anotherCauseBeginsItsOwnLadder() {
        account.call(.limited())
        for _ in 0..<4 { _ = probe(.limited()) }
        account.seconds += account.wait() ?? 0
        account.call(RouteReport(failure: .account, status: 402, reason: .reasonBilling))
        #expect(account.wait() == 600)
        #expect(account.connection.level == 1)
    }

    @Test func anErrorMetByAProbeLeavesTheCause() {
        account.call(.limited(after: 100, reason: .reasonQuota))
        account.seconds = 100
        account.call(.broken())
        #expect(account.connection.cause == .quota)
        #expect(account.wait() == 3)
        account.seconds = 103
        account.call(.limited(reason: .reasonQuota))
        #expect(account.wait() == 600)
    }

    @Test func aCallLetThroughCannotShortenARest() {
        account.call(.limited(after: 1_000, reason: .reasonQuota))
        account.seconds = 10
        account.call(.limited())
        #expect(account.wait() == 990)
        #expect(account.connection.cause == .quota)
        account.call(.limited(after: 5))
        #expect(account.wait() == 5)
    }

    @Test func providersErrorsRestAnAccountOnlyInARow() {
        account.call(.broken())
        account.call(.broken())
        #expect(account.obstacle() == nil)
        account.call()
        account.call(.broken())
        account.call(.broken())
        #expect(account.obstacle() == nil)
        account.call(.broken())
        #expect(account.obstacle()?.reason == .coolingDown)
        #expect(account.wait() == 3)
    }

    @Test func aProviderThatNamesATimeIsObeyedAtOnce() {
        var report = RouteReport.broken(503)
        report.retryAfterMs = 12_000
        account.call(report)
        #expect(account.wait() == 12)
        #expect(account.provider.failures == 1)
    }

    @Test func theWallClockDoesNotMatter() {
        account.call(.limited(after: 60))
        for jump in [-1e8, -3_600, 3_600, 1e8] {
            let moment = Simulated.at(30, wallJump: jump)
            #expect(account.connection.obstacle(model: "m", at: moment)?.reason == .coolingDown)
            #expect(account.connection.rest(at: moment.now) == 30_000_000_000)
            let later = Simulated.at(60, wallJump: jump)
            #expect(account.connection.obstacle(model: "m", at: later) == nil)
        }
    }
}
