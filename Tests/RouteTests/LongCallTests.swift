import Testing

@testable import Route

/// Calls that last for longer than others are remembered.
@Suite struct LongCallTests {
    private let example: CallExample

    init() throws { example = try CallExample() }

    @Test func aCallOfAnHourKeepsItsPlaceAndItsMoney() throws {
        let router = try example.router()
        let lease = try example.lease(router, remainingMs: 7_200_000, at: 0)
        let later: UInt64 = 40 * 60
        router.expireLeases(at: CallExample.at(later))
        // The next reservation is when expired ones are looked for.
        _ = try example.lease(router, at: later)
        #expect(router.leases.open == 2)
        #expect(router.connections.health["c-a"]?.open == 2)
        let during = try example.budget(router, at: later)
        #expect(during.reserved == 200_000_000 && during.unknownCalls == 0)
        router.reported(example.report(lease, tokens: 15), at: CallExample.at(later + 1))
        let after = try example.budget(router, at: later + 1)
        #expect(after.spent == 15_000_000 && after.reserved == 100_000_000)
        #expect(after.unknownCalls == 0)
        #expect(example.requests(router, at: later + 1) == 2)
    }

    @Test func aStreamIsNotForgottenForTenOthers() throws {
        let router = try example.router(leases: 4)
        let stream = try example.lease(router, at: 0)
        for _ in 0..<10 {
            let short = try example.lease(router, at: 1)
            router.reported(example.report(short, tokens: 1), at: CallExample.at(1))
        }
        #expect(router.connections.health["c-a"]?.open == 1)
        #expect(try example.budget(router, at: 2).reserved == 100_000_000)
        router.reported(example.report(stream, tokens: 15), at: CallExample.at(2))
        let budget = try example.budget(router, at: 2)
        #expect(budget.spent == 25_000_000 && budget.reserved == 0)
        #expect(budget.unknownCalls == 0)
        #expect(router.connections.health["c-a"]?.open == 0)
        #expect(example.requests(router, at: 2) == 11)
    }

    @Test func aLateReportOfAForgottenLeaseIsNoSecondRequest() throws {
        let router = try example.router(leases: 4)
        let isThere = Presence()
        let lease = try example.lease(router, at: 0) { isThere.isTrue }
        isThere.isTrue = false
        router.expireLeases(at: CallExample.at(1))
        router.expireLeases(at: CallExample.at(12))
        #expect(router.leases.open == 0 && router.leases.abandoned == 1)
        for _ in 0..<6 { _ = try example.lease(router, at: 13) }
        router.reported(example.report(lease, tokens: 15), at: CallExample.at(14))
        #expect(try example.budget(router, at: 14).spent == 15_000_000)
        #expect(example.requests(router, at: 14) == 7)
    }
}

/// Whether whoever asked is there.
private final class Presence {
    var isTrue = true
}
