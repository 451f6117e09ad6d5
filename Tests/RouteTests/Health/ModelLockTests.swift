import IPC
import Testing

@testable import Route

/// Models that an account cannot use now.
@Suite struct ModelLockTests {
    private let account = SimulatedAccount()

    @Test func aMissingModelIsLockedAlone() {
        account.call(.missing)
        #expect(account.obstacle()?.reason == .modelLocked)
        #expect(account.wait() == 60)
        #expect(account.obstacle("other") == nil)
        #expect(account.connection.level == 0)
        #expect(account.connection.lockedModels(at: account.moment).map(\.model) == ["m"])
    }

    @Test func theLadderHasFiveSteps() {
        var waits: [Double] = []
        for _ in 0..<6 {
            account.call(.missing)
            let wait = account.wait() ?? 0
            waits.append(wait / 60)
            account.seconds += wait
            #expect(account.obstacle() == nil)
        }
        #expect(waits == [1, 2, 5, 10, 20, 20])
    }

    @Test func aSuccessClears() {
        account.call(.missing)
        account.seconds += 60
        account.call(.missing)
        account.call(model: "other")
        #expect(account.wait() == 120)
        account.seconds += 120
        account.call()
        account.call(.missing)
        #expect(account.wait() == 60)
    }

    @Test func aBurstIsOneStep() {
        let burst = (0..<20).map { _ in account.begin() }
        for id in burst.prefix(15) { account.end(id, .missing) }
        account.seconds = 60
        for id in burst[15..<19] { account.end(id, .missing) }
        account.end(burst[19])
        #expect(account.obstacle() == nil)
        account.call(.missing)
        #expect(account.wait() == 120)
    }

    @Test func theLadderIsForgottenAfterAnHourOfCalm() {
        account.call(.missing)
        account.seconds = 60 + 3_600
        account.call(.missing)
        #expect(account.wait() == 120)
        account.seconds += 120 + 3_601
        account.call(.missing)
        #expect(account.wait() == 60)
    }

    @Test func aLimitOfOneModelIsObeyed() {
        var report = RouteReport.limited(after: 33)
        report.failure = .model
        account.call(report)
        #expect(account.obstacle()?.reason == .modelLocked)
        #expect(account.wait() == 33)
        #expect(account.obstacle("other") == nil)
    }

    @Test func theirNumberIsBounded() {
        for number in 0..<500 {
            account.seconds += 0.01
            account.call(.missing, model: "m\(number)")
        }
        let locked = account.connection.lockedModels(at: account.moment)
        #expect(locked.count == HealthLimits.locks)
        #expect(account.obstacle("m499") != nil)
        #expect(account.obstacle("m0") == nil)
    }

    @Test func theLongerObstacleIsShown() {
        account.call(.missing)
        account.call(.limited(after: 10), model: "other")
        #expect(account.obstacle()?.reason == .modelLocked)
        #expect(account.obstacle("other")?.reason == .coolingDown)
        account.call(.limited(after: 100), model: "other")
        #expect(account.obstacle()?.reason == .coolingDown)
    }
}
