import IPC
import Store
import Testing

@testable import Route

/// One connection with a price, a quota of requests and a budget, and calls of it.
struct CallExample {
    let scratch: Scratch
    let store: RouteStore

    init() throws {
        scratch = try Scratch()
        store = try scratch.store()
    }

    /// A moment so many seconds after the beginning, on both clocks.
    static func at(_ seconds: UInt64) -> Moment {
        Moment(
            now: seconds * 1_000_000_000,
            wall: 1_700_000_000_000_000 + Int64(seconds) * 1_000_000)
    }

    /// A router that goes on with what is in the store.
    func restarted(at seconds: UInt64) throws -> Router {
        try Router(store: store, at: Self.at(seconds), seed: 1)
    }

    /// A router with the connection; a token costs one millionth of a dollar.
    func router(leases capacity: Int = Limits.leases) throws -> Router {
        var made = connection("a", models: ["m"])
        made.facts = [
            ModelFacts(name: "m", maxOutput: 100, price: Price(input: 1_000_000, output: 1_000_000))
        ]
        made.quotas = [QuotaWindow(name: "day", kind: .day, unit: .requests, limit: 1_000)]
        let router = try restarted(at: 0)
        let result = router.apply(
            RouteConfiguration(
                connections: [made], settings: .standard,
                budgets: [Budget(name: "all", period: .day, limit: 100_000_000_000)]),
            at: Self.at(0))
        precondition(result.ok, result.error)
        router.leases = LeaseTable(wallMicroseconds: Self.at(0).wall, capacity: capacity)
        return router
    }

    /// Makes every write of reports fail.
    func breakStore() throws {
        try store.database.execute(
            "CREATE TRIGGER no BEFORE INSERT ON reports BEGIN SELECT RAISE(ABORT, 'full'); END")
    }

    /// Undoes `breakStore`.
    func mendStore() throws { try store.database.execute("DROP TRIGGER no") }

    /// The number of a lease.
    func lease(
        _ router: Router, remainingMs: UInt32 = 0, at seconds: UInt64,
        isWanted: @escaping () -> Bool = { true }
    ) throws -> UInt64 {
        var message = RouteAsk(requestID: "r", model: "a/m", attempt: 1)
        message.remainingMs = remainingMs
        var given: RouteAnswer?
        router.ask(message, at: Self.at(seconds), isWanted: isWanted) { given = $0 }
        guard case .lease(let lease) = given?.answer else { throw NoLease() }
        return lease.leaseID
    }

    /// The report of a call that has used so many tokens, a million picodollars each.
    func report(_ lease: UInt64, tokens: UInt64) -> RouteReport {
        RouteReport(
            leaseID: lease, requestID: "r",
            usage: Usage(source: .reported, input: tokens, output: 0), last: true,
            connectionID: "c-a", model: "m")
    }

    /// The budget.
    func budget(_ router: Router, at seconds: UInt64) throws -> BudgetState {
        try #require(router.budgets.state(at: Self.at(seconds)).first)
    }

    /// Requests counted in the quota.
    func requests(_ router: Router, at seconds: UInt64) -> UInt64? {
        router.connections.quotas["c-a"]?.state(at: Self.at(seconds)).first?.used
    }

    private struct NoLease: Error {}
}
