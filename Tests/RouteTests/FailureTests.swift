import IPC
import Testing

@testable import Route

/// What happens after a call has failed.
@Suite struct FailureTests {
    private static let second: UInt64 = 1_000_000_000
    private static let accounts = [
        connection("a", prefix: "acc", provider: "openai"),
        connection("b", prefix: "acc", provider: "openai"),
        connection("c", prefix: "acc", provider: "openai"),
    ]

    @Test func candidatesAreTriedInTheirOrder() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.accounts)
        var failed: [UInt64] = []
        for (attempt, name) in ["a", "b", "c"].enumerated() {
            let lease = router.lease("acc/m", attempt: UInt32(attempt + 1), failed: failed)
            #expect(lease?.connectionName == name)
            router.report(lease, .provider)
            failed.append(lease?.leaseID ?? 0)
        }
        let refusal = router.refusal("acc/m", attempt: 4, failed: failed)
        #expect(refusal?.status == 503)
        #expect(refusal?.code == "no_target_available")
        #expect(refusal?.param == "")
        // Another request begins anew.
        #expect(router.lease("acc/m")?.connectionName == "a")
    }

    @Test func theOnlyConnectionIsTriedThriceWhenTheFailureMayPass() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("a")])
        var failed: [UInt64] = []
        for attempt in UInt32(1)...3 {
            let lease = router.lease("a/m", attempt: attempt, failed: failed)
            #expect(lease?.connectionName == "a")
            router.report(lease, .transient)
            failed.append(lease?.leaseID ?? 0)
        }
        #expect(router.refusal("a/m", attempt: 4, failed: failed)?.code == "no_target_available")
    }

    @Test(arguments: [FailureClass.none, .caller, .account, .model, .provider])
    func theOnlyConnectionIsNotTriedAgainOtherwise(_ failure: FailureClass) throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("a")])
        let lease = router.lease("a/m")
        router.report(lease, failure)
        let refusal = router.refusal("a/m", attempt: 2, failed: [lease?.leaseID ?? 0])
        #expect(refusal?.code == "no_target_available")
    }

    @Test func leasesOfAnEarlierProcessEndARequestToo() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("a")])
        #expect(router.lease("a/m", attempt: 2, failed: [7]) != nil)
        #expect(router.lease("a/m", attempt: 3, failed: [7, 8]) != nil)
        #expect(router.refusal("a/m", attempt: 4, failed: [7, 8, 9]) != nil)
        #expect(router.refusal("a/m", attempt: 17) != nil)
    }

    /// One at rest was not used for longest, and would be looked at in vain with every request.
    @Test func accountsAtRestComeLastAmongTheLeastUsed() throws {
        let scratch = try Scratch()
        let router = try scratch.router()
        let taken = router.apply(
            RouteConfiguration(
                connections: Self.accounts, settings: .standard,
                routing: RoutingSettings(accountStrategy: .leastUsed)),
            wall: 2_000_000)
        #expect(taken.ok)
        let first = router.lease("acc/m", now: Self.second)
        router.report(first, .account, retryAfter: 60_000, now: Self.second)
        for time in UInt64(2)...3 {
            router.report(router.lease("acc/m", now: time * Self.second), .none)
        }
        let ask = RouteAsk(requestID: "late", model: "acc/m", attempt: 1)
        let answer = router.answer(ask, now: 4 * Self.second)
        guard case .lease(let lease)? = answer?.answer else { throw NoLease() }
        #expect(lease.connectionName != first?.connectionName)
        let trace = try #require(router.traces.traces(of: "late").first)
        #expect(trace.steps.allSatisfy { $0.reason == nil })
    }

    private struct NoLease: Error {}

    @Test func aConnectionThatAskedToWaitIsPassedOverWhileThereIsAnother() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.accounts)
        router.report(router.lease("acc/m"), .account, retryAfter: 5_000, now: 0)
        #expect(router.lease("acc/m", now: 4 * Self.second)?.connectionName == "b")
        #expect(router.lease("acc/m", now: 6 * Self.second)?.connectionName == "a")
    }

    @Test func aLongWaitIsObeyed() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.accounts)
        router.report(router.lease("acc/m"), .account, retryAfter: 3_600_000, now: 0)
        #expect(router.lease("acc/m", now: 3_599 * Self.second)?.connectionName == "b")
        #expect(router.lease("acc/m", now: 3_601 * Self.second)?.connectionName == "a")
    }

    @Test func theOnlyConnectionIsNotAskedWhileItRests() throws {
        let scratch = try Scratch()
        let router = try scratch.router([connection("a")])
        let first = router.lease("a/m")
        router.report(first, .account, retryAfter: 5_000, now: 0)
        for failed in [[], [first?.leaseID ?? 0]] {
            let refusal = router.refusal(
                "a/m", attempt: UInt32(failed.count + 1), failed: failed, now: Self.second)
            #expect(refusal?.retryAfterMs == 4_000)
        }
        #expect(router.lease("a/m", now: 5 * Self.second) != nil)
    }

    @Test func aSuccessThatBeganBeforeTheWaitDoesNotEndIt() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.accounts)
        let early = router.lease("acc/m")
        router.report(router.lease("acc/m"), .account, retryAfter: 5_000, now: 0)
        router.report(early, .none, now: 1)
        #expect(router.lease("acc/m", now: 2)?.connectionName == "b")
    }

    @Test func aCancelledCallSaysNothing() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.accounts)
        router.report(router.lease("acc/m"), .cancelled, retryAfter: 5_000, now: 0)
        #expect(router.lease("acc/m", now: 1)?.connectionName == "a")
        #expect(router.table.targets[0].health.lastFailure == nil)
    }

    @Test func countsFollowTheConnectionThroughANewConfiguration() throws {
        let scratch = try Scratch()
        let router = try scratch.router(Self.accounts)
        let lease = router.lease("acc/m")
        let result = router.apply(
            RouteConfiguration(connections: [Self.accounts[0]], settings: .standard), wall: 3)
        #expect(result.ok)
        router.report(lease, .provider)
        let health = router.table.targets[0].health
        #expect(health.leases == 1)
        #expect(health.open == 0)
        #expect(health.lastFailure?.failure == .provider)
    }
}
