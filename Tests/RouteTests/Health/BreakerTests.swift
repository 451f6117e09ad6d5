import IPC
import Testing

@testable import Route

/// The breaker of a provider, through its owner.
@Suite struct BreakerTests {
    private let account = SimulatedAccount()

    private var state: Breaker.State { account.provider.state(at: account.moment) }

    /// Fails as often as it takes; then 30 seconds are to be waited.
    private func open() {
        for _ in 0..<5 { account.call(.broken()) }
        // The account's own rest is not what is looked at here.
        account.connection.reset()
    }

    @Test func aRowOfFailuresOpensIt() {
        for count in 1...4 {
            account.call(.broken())
            #expect(account.provider.failures == count)
            #expect(state == .closed)
        }
        account.call(.broken())
        #expect(state == .open)
        #expect(account.obstacle()?.reason == .breakerOpen)
        #expect(account.wait() == 30)
        #expect(account.provider.openings == 1)
    }

    @Test(arguments: [
        (Resilience.apiKey, 5, 30.0), (.oauth, 5, 60), (.local, 2, 15),
    ])
    func everyProfileHasItsThreshold(_ resilience: Resilience, _ threshold: Int, _ wait: Double) {
        let account = SimulatedAccount(resilience)
        for _ in 1..<threshold { account.call(.broken()) }
        #expect(account.provider.state(at: account.moment) == .closed)
        account.call(.broken())
        #expect(account.wait() == wait)
    }

    @Test func aSuccessBeginsTheRowAnew() {
        for _ in 0..<20 {
            for _ in 0..<4 { account.call(.broken()) }
            account.call()
        }
        #expect(state == .closed)
        #expect(account.provider.failures == 0)
    }

    @Test(arguments: [
        RouteReport.limited(), .limited(after: 60), .limited(reason: .reasonQuota), .refused,
        .missing, .wrong, RouteReport(failure: .cancelled),
    ])
    func otherFailuresDoNotCount(_ report: RouteReport) {
        for _ in 0..<100 { account.call(report) }
        #expect(state == .closed)
        #expect(account.provider.failures == 0)
    }

    @Test func networkFailuresAndSilenceCount() {
        for reason: FailureReason in [
            .reasonUnreachable, .reasonCut, .reasonSilent, .reasonSilent, .reasonUnreachable,
        ] {
            account.call(RouteReport(failure: .transient, reason: reason))
        }
        #expect(state == .open)
    }

    @Test func oneProbeAtATime() {
        open()
        account.seconds = 29.9
        #expect(state == .open)
        account.seconds = 30
        #expect(state == .halfOpen)
        #expect(account.obstacle() == nil)
        let probe = account.begin()
        #expect(account.obstacle()?.reason == .breakerOpen)
        #expect(account.wait() == 30)
        account.end(probe)
        #expect(state == .closed)
        #expect(account.provider.obstacle(at: account.moment) == nil)
    }

    @Test(arguments: [
        RouteReport.limited(), .refused, .missing, .wrong, RouteReport(failure: .cancelled),
        RouteReport(failure: .transient),
    ])
    func aProbeThatSaysNothingIsGivenBack(_ report: RouteReport) {
        open()
        account.seconds = 30
        for _ in 0..<50 {
            let probe = account.begin()
            #expect(account.provider.obstacle(at: account.moment) != nil)
            account.end(probe, report)
            #expect(state == .halfOpen)
            #expect(account.provider.obstacle(at: account.moment) == nil)
        }
        account.call()
        #expect(state == .closed)
    }

    @Test func aProbeThatWasNotUsedIsGivenBack() {
        open()
        account.seconds = 30
        let probe = account.begin()
        account.release(probe)
        #expect(account.obstacle() == nil)
    }

    @Test func aProbeThatIsNeverReportedDoesNotJam() {
        open()
        account.seconds = 30
        let lost = account.begin()
        account.seconds = 59.9
        #expect(account.obstacle() != nil)
        account.seconds = 60
        #expect(account.obstacle() == nil)
        let second = account.begin()
        #expect(account.obstacle() != nil)
        // The first one's report comes after all, and is as good as any.
        account.end(lost)
        #expect(state == .closed)
        account.end(second)
        #expect(state == .closed)
    }

    @Test func aFailedProbeOpensForLongerUpToACeiling() {
        open()
        var waits: [Double] = []
        for _ in 0..<8 {
            let wait = account.provider.opensUntil.map {
                Double($0 - account.moment.now) / 1_000_000_000
            }
            waits.append(wait ?? 0)
            account.seconds += wait ?? 0
            account.call(.broken())
            #expect(state == .open)
        }
        #expect(waits == [30, 45, 67.5, 101.25, 151.875, 227.8125, 300, 300])
        account.seconds += 300
        account.call()
        #expect(state == .closed)
        open()
        account.connection.reset()
        #expect(account.wait() == 30)
    }

    @Test func callsFromBeforeDecideNothing() {
        let early = (0..<20).map { _ in account.begin() }
        for id in early.prefix(5) { account.end(id, .broken()) }
        #expect(account.provider.openings == 1)
        for id in early[5..<10] { account.end(id, .broken()) }
        // An old stream that ends well says nothing about new calls.
        account.end(early[10])
        #expect(state == .open)
        account.seconds = 30
        let probe = account.begin()
        account.end(early[11], .broken())
        account.end(early[12])
        #expect(state == .halfOpen)
        account.end(probe, .broken())
        #expect(state == .open)
        #expect(account.provider.openings == 2)
        account.seconds = 75
        account.call()
        for id in early[13..<20] { account.end(id, .broken()) }
        #expect(state == .closed)
        #expect(account.provider.failures == 0)
    }

    @Test func aCallLetThroughAllTheSameClosesIt() {
        open()
        account.seconds = 1
        account.call(.broken())
        #expect(account.provider.openings == 1)
        account.call()
        #expect(state == .closed)
    }

    @Test func aPersonCanCloseIt() {
        open()
        let revision = account.provider.revision
        account.provider.reset()
        #expect(state == .closed)
        #expect(account.obstacle() == nil)
        #expect(account.provider.revision > revision)
    }
}
