import IPC
import Testing

@testable import Route

/// Health over a restart.
@Suite struct HealthRowTests {
    /// The account after a restart that took from `seconds` to `later`, with another monotonic clock.
    private func restarted(
        _ account: SimulatedAccount, _ resilience: Resilience = .apiKey, at later: Double,
        wallJump: Double = 0
    ) -> SimulatedAccount {
        let rows =
            account.connection.rows(at: account.moment) + account.provider.rows(at: account.moment)
        let other = SimulatedAccount(resilience)
        other.seconds = later
        let moment = Simulated.at(later, wallJump: wallJump)
        other.connection.restore(rows, at: moment)
        other.provider.restore(rows, at: moment)
        return other
    }

    @Test func nothingIsKeptOfHealth() {
        let account = SimulatedAccount()
        account.call()
        account.call(.broken())
        #expect(account.connection.rows(at: account.moment).isEmpty)
        #expect(account.provider.rows(at: account.moment).isEmpty)
    }

    @Test func aRestGoesOn() {
        let account = SimulatedAccount()
        account.call(.limited(after: 3_600, reason: .reasonQuota))
        account.seconds = 100
        let other = restarted(account, at: 600)
        #expect(other.wait() == 3_000)
        #expect(other.obstacle()?.reason == .quotaExhausted)
        other.seconds = 3_600
        #expect(other.obstacle() == nil)
        _ = other.begin()
        #expect(other.obstacle()?.reason == .busy)
    }

    @Test func theStepOfTheLadderStays() {
        let account = SimulatedAccount()
        for _ in 0..<4 {
            account.call(.limited())
            account.seconds += 100
        }
        let other = restarted(account, at: 1_000)
        #expect(other.connection.level == 4)
        // The rest is over; the probe decides.
        #expect(other.obstacle() == nil)
        other.call(.limited())
        #expect(other.wait() == 16)
    }

    @Test func aRefusedCredentialStaysRefused() {
        let account = SimulatedAccount(.oauth)
        account.call(.refused)
        let other = restarted(account, .oauth, at: 60)
        #expect(other.obstacle()?.reason == .credentialRefused)
        #expect(other.wait() == 540)
    }

    @Test func locksGoOn() {
        let account = SimulatedAccount()
        account.call(.missing, model: "m1")
        account.call(.missing, model: "m2")
        account.seconds = 60
        account.call(.missing, model: "m2")
        let rows = account.connection.rows(at: account.moment)
        #expect(rows.map(\.name) == ["m1", "m2"])
        let other = restarted(account, at: 90)
        #expect(other.wait("m2") == 90)
        #expect(other.obstacle("m1") == nil)
        other.call(.missing, model: "m1")
        #expect(other.wait("m1") == 120)
        let late = restarted(account, at: 10_000)
        late.call(.missing, model: "m2")
        #expect(late.wait("m2") == 60)
    }

    @Test func aBreakerStaysOpenAndGrows() {
        let account = SimulatedAccount()
        for _ in 0..<5 { account.call(.broken()) }
        account.seconds = 10
        let other = restarted(account, at: 20)
        #expect(other.provider.state(at: other.moment) == .open)
        #expect(other.wait() == 10)
        other.seconds = 30
        #expect(other.provider.state(at: other.moment) == .halfOpen)
        other.call(.broken())
        #expect(other.provider.opensUntil == Simulated.nanoseconds(75))
        let late = restarted(account, at: 5_000)
        #expect(late.provider.state(at: late.moment) == .halfOpen)
        late.call()
        #expect(late.provider.state(at: late.moment) == .closed)
    }

    @Test(arguments: [-1e9, -3_600.0, -200])
    func aClockThatWasSetBackNeverLengthensARest(_ jump: Double) {
        let account = SimulatedAccount()
        account.call(.limited(after: 120))
        account.call(.missing, model: "m2")
        for _ in 0..<5 { account.call(.broken()) }
        let other = restarted(account, at: 0, wallJump: jump)
        #expect(other.connection.rest(at: other.moment.now) == 120_000_000_000)
        #expect(other.connection.lockedModels(at: other.moment).count == 1)
        other.seconds = 120
        #expect(other.obstacle("m2") == nil)
    }

    @Test func aClockThatWasSetForwardEndsARest() {
        let account = SimulatedAccount()
        account.call(.limited(after: 120))
        let other = restarted(account, at: 0, wallJump: 1e8)
        #expect(other.obstacle() == nil)
        #expect(other.connection.level == 1)
    }

    @Test func callsOfTheProcessBeforeBelongToTheTimeBefore() {
        let account = SimulatedAccount()
        let early = (0..<30).map { _ in account.begin() }
        account.end(early[0], .limited())
        for id in early[1..<5] { account.end(id, .broken()) }
        account.call(.missing, model: "m2")
        let other = restarted(account, at: 0)
        for id in early[5..<10] {
            other.connection.reported(
                RouteReport(leaseID: id, failure: .account, status: 429), model: "m",
                at: other.moment)
        }
        other.connection.reported(RouteReport(leaseID: 31), model: "m2", at: other.moment)
        #expect(other.connection.level == 1)
        #expect(other.wait() == 1)
        #expect(other.wait("m2") == 60)
        // Without a rest that was known, the first of them begins one.
        let fresh = SimulatedAccount()
        for id in early[10..<20] {
            fresh.connection.reported(
                RouteReport(leaseID: id, failure: .account, status: 429), model: "m",
                at: fresh.moment)
        }
        #expect(fresh.connection.level == 1)
    }

    @Test func rowsAreStableOverManyRestarts() {
        var account = SimulatedAccount()
        account.call(.limited(after: 3_600))
        let rows = account.connection.rows(at: account.moment)
        for minute in 1..<50 {
            account = restarted(account, at: Double(minute) * 60)
            #expect(account.connection.rows(at: account.moment) == rows)
        }
    }

    @Test func foreignAndBrokenRowsDoNoHarm() {
        let account = SimulatedAccount()
        let forever = Int64.max
        let rows = [
            HealthRow(scope: .account, key: "c-b", level: 1, began: 0, until: forever),
            HealthRow(scope: .account, key: "c-a", cause: 77, began: 0, until: forever),
            HealthRow(scope: .provider, key: "other", level: 1, began: 0, until: forever),
            HealthRow(scope: .model, key: "c-a", name: "m1", began: .max, until: .min),
        ]
        account.connection.restore(rows, at: account.moment)
        account.provider.restore(rows, at: account.moment)
        #expect(account.obstacle() == nil)
        #expect(account.connection.level == 0)
        let extreme = [
            HealthRow(
                scope: .account, key: "c-a", cause: 3, level: .max, began: .min, until: forever),
            HealthRow(
                scope: .provider, key: "openai http://h/v1", level: .min, began: .min,
                until: forever),
            HealthRow(
                scope: .model, key: "c-a", name: "m", level: -5, began: .min, until: forever),
        ]
        account.connection.restore(extreme, at: account.moment)
        account.provider.restore(extreme, at: account.moment)
        #expect(account.connection.level == 5)
        #expect(account.connection.rest(at: account.moment.now) == 8 * HealthLimits.day)
        #expect(account.wait() == 300)
        let young = Moment(now: 5, wall: 0)
        account.connection.restore(extreme, at: young)
        account.provider.restore(extreme, at: young)
        #expect(account.connection.rows(at: young).count == 2)
    }
}
