import IPC
import Testing

@testable import Route

/// The strategies.
@Suite struct OrderingTests {
    private static let names = ["a", "b", "c"]

    /// Entries of one combo.
    private static func entries(_ strategy: Strategy, sticky: UInt32 = 0) -> Desk {
        Desk(
            names.map { server($0) },
            combos: [combo("x", names.map { "\($0)/m" }, strategy, sticky: sticky)])
    }

    /// Accounts behind one prefix, asked for as "x/m".
    private static func accounts(_ strategy: Strategy, sticky: UInt32 = 1) -> Desk {
        let desk = Desk(names.map { server($0, prefix: "x") })
        desk.accounts = AccountOrder(strategy: strategy, sticky: sticky)
        return desk
    }

    private static func both(_ strategy: Strategy, sticky: UInt32 = 1) -> [(Desk, String)] {
        [(entries(strategy, sticky: sticky), "x"), (accounts(strategy, sticky: sticky), "x/m")]
    }

    @Test func priorityTakesTheFirst() {
        for (desk, name) in Self.both(.priority) {
            #expect(desk.shares(name, 20) == ["a/m": 20])
        }
    }

    @Test func turnsAreExact() {
        for (desk, name) in Self.both(.roundRobin) {
            #expect(
                (0..<7).map { _ in desk.choose(name) }
                    == ["a/m", "b/m", "c/m", "a/m", "b/m", "c/m", "a/m"])
            #expect(desk.shares(name, 2_999) == ["a/m": 999, "b/m": 1_000, "c/m": 1_000])
        }
    }

    @Test func turnsStay() {
        for (desk, name) in Self.both(.roundRobin, sticky: 3) {
            #expect(
                (0..<8).map { _ in desk.choose(name) }
                    == ["a/m", "a/m", "a/m", "b/m", "b/m", "b/m", "c/m", "c/m"])
        }
    }

    @Test func turnsAreExactWhileRequestsInterleaveAndFail() {
        for (desk, name) in Self.both(.roundRobin) {
            var firsts: [String: Int] = [:]
            var waiting: [String] = []
            for number in 0..<3_000 {
                let first = desk.choose(name)
                firsts[first, default: 0] += 1
                waiting.append(first)
                // Every third request fails later, and asks again while others begin.
                guard number % 3 == 0, waiting.count > 5 else { continue }
                let early = String(waiting.removeFirst().prefix(1))
                let next = ["a": "b/m", "b": "c/m", "c": "a/m"][early]
                #expect(desk.choose(name, [failed(early)]) == next)
            }
            #expect(firsts == ["a/m": 1_000, "b/m": 1_000, "c/m": 1_000])
        }
    }

    @Test func whoIsOutGivesItsTurnsToAllOthers() {
        for (desk, name) in Self.both(.roundRobin) {
            desk.standing.obstacles["b"] = Obstacle(.breakerOpen)
            #expect(desk.shares(name, 100) == ["a/m": 50, "c/m": 50])
        }
    }

    @Test func aKeyThatMayUseAPartTakesTurnsOfItsOwn() {
        let desk = Self.entries(.roundRobin)
        let all = KeyScope.open
        let one = KeyScope(models: ["a/*"], providers: [])
        var shares: [String: Int] = [:]
        for _ in 0..<300 {
            desk.scope = one
            #expect(desk.choose("x") == "a/m")
            desk.scope = all
            shares[desk.choose("x"), default: 0] += 1
        }
        #expect(shares == ["a/m": 100, "b/m": 100, "c/m": 100])
    }

    @Test func turnsOfNamesAreApart() {
        let desk = Self.accounts(.roundRobin)
        #expect(desk.choose("x/m") == "a/m")
        #expect(desk.choose("x/n") == "a/n")
        #expect(desk.choose("x/m") == "b/m")
    }

    @Test func priorityGoesBeforeTurns() {
        var spare = server("spare", prefix: "x")
        spare.priority = 1
        let desk = Desk([spare] + Self.names.map { server($0, prefix: "x") })
        desk.accounts = AccountOrder(strategy: .roundRobin)
        #expect(desk.shares("x/m", 30) == ["a/m": 10, "b/m": 10, "c/m": 10])
        for name in Self.names { desk.standing.obstacles[name] = Obstacle(.breakerOpen) }
        #expect(desk.choose("x/m") == "spare/m")
    }

    @Test func chanceIsEven() {
        for strategy in [Strategy.random, .p2C, .weighted] {
            for (desk, name) in Self.both(strategy) {
                let shares = desk.shares(name, 9_000)
                #expect(shares.count == 3)
                // Five standard deviations of a fair share.
                #expect(shares.values.allSatisfy { abs($0 - 3_000) < 225 }, "\(strategy) \(shares)")
            }
        }
    }

    @Test func everyOrderIsAsLikely() {
        var ordering = Ordering(seed: 3)
        let desk = Self.accounts(.random)
        let group = AccountGroup(key: "x/m", targets: desk.table.targets, model: "m")
        let list = RankedAccounts(
            group, rank: 0, standing: desk.standing, demand: Demand(RouteAsk()), isNamed: false)
        var seen: [[Int]: Int] = [:]
        for _ in 0..<6_000 {
            let order = ordering.order(
                list, by: .random, key: Ordering.Key(name: "x", rank: 0), begun: nil)
            seen[walked(order.positions, list), default: 0] += 1
        }
        #expect(seen.count == 6)
        #expect(seen.values.allSatisfy { abs($0 - 1_000) < 150 })
    }

    @Test func theHealthierOfTwoIsTaken() {
        for (desk, name) in Self.both(.p2C) {
            desk.standing.scores = ["a": 100, "b": 50, "c": 10]
            let shares = desk.shares(name, 9_000)
            // The best wins two pairs of three, the worst none.
            #expect(abs((shares["a/m"] ?? 0) - 6_000) < 250)
            #expect(abs((shares["b/m"] ?? 0) - 3_000) < 250)
            #expect(shares["c/m"] == nil)
            // The rest follow by health.
            desk.standing.obstacles["a"] = Obstacle(.breakerOpen)
            desk.standing.obstacles["b"] = Obstacle(.breakerOpen)
            #expect(desk.shares(name, 50) == ["c/m": 50])
        }
    }

    @Test func weightsAreShares() {
        var weighted = combo("x", ["a/m", "b/m", "c/m"], .weighted)
        weighted.entries[0].weight = 1
        weighted.entries[1].weight = 2
        weighted.entries[2].weight = 7
        let desk = Desk(Self.names.map { server($0) }, combos: [weighted])
        let shares = desk.shares("x", 10_000)
        #expect(abs((shares["a/m"] ?? 0) - 1_000) < 150)
        #expect(abs((shares["b/m"] ?? 0) - 2_000) < 200)
        #expect(abs((shares["c/m"] ?? 0) - 7_000) < 230)
        // The others follow by weight.
        desk.standing.obstacles["c"] = Obstacle(.breakerOpen)
        let rest = desk.shares("x", 10_000)
        #expect(abs((rest["a/m"] ?? 0) - 1_000) < 150)
        #expect((rest["b/m"] ?? 0) > 8_800)
    }

    @Test func withoutWeightsEachIsAsLikely() {
        var weighted = combo("x", ["a/m", "b/m", "c/m"], .weighted)
        for index in weighted.entries.indices { weighted.entries[index].weight = 0 }
        let shares = Desk(Self.names.map { server($0) }, combos: [weighted]).shares("x", 9_000)
        #expect(shares.values.allSatisfy { abs($0 - 3_000) < 225 })
        weighted.entries[1].weight = 5
        #expect(
            Desk(Self.names.map { server($0) }, combos: [weighted]).shares("x", 100) == ["b/m": 100]
        )
    }

    @Test func theLeastUsedEntryIsTaken() {
        let desk = Self.entries(.leastUsed)
        #expect(desk.shares("x", 300) == ["a/m": 100, "b/m": 100, "c/m": 100])
        desk.standing.obstacles["a"] = Obstacle(.breakerOpen)
        _ = desk.shares("x", 20)
        desk.standing.obstacles = [:]
        // It catches up.
        #expect(desk.shares("x", 10) == ["a/m": 10])
    }

    @Test func theAccountNotUsedForLongestIsTaken() {
        let desk = Self.accounts(.leastUsed)
        desk.standing.used = ["a": 30, "b": 10, "c": 20]
        #expect(desk.choose("x/m") == "b/m")
        #expect(desk.choose("x/m", [failed("b")]) == "c/m")
        desk.standing.used = ["a": 30, "b": 10]
        #expect(desk.choose("x/m") == "c/m")
    }

    @Test func theCheapestIsTakenAndUnknownPricesAreLast() {
        func priced(_ name: String, _ price: UInt64?, notional: Bool = false, prefix: String? = nil)
            -> ProviderConnection
        {
            var facts = ModelFacts(name: "m")
            if price != nil || notional { facts.price = Price(input: price, notional: notional) }
            return server(name, prefix: prefix, facts: [facts])
        }
        let models = ["a/m", "b/m", "c/m", "d/m"]
        let desk = Desk(
            [
                priced("a", nil), priced("b", 3_000_000), priced("c", 1_000_000),
                priced("d", 9_000_000, notional: true),
            ], combos: [combo("x", models, .costOptimized)])
        // Nothing is billed for the last one.
        #expect(desk.choose("x") == "d/m")
        #expect(desk.choose("x", [failed("d")]) == "c/m")
        #expect(desk.choose("x", [failed("d"), failed("c")]) == "b/m")
        #expect(desk.choose("x", [failed("d"), failed("c"), failed("b")]) == "a/m")
        let accounts = Desk(
            [
                priced("a", nil, prefix: "x"), priced("b", 2, prefix: "x"),
                priced("c", 1, prefix: "x"),
            ])
        accounts.accounts = AccountOrder(strategy: .costOptimized)
        #expect(accounts.choose("x/m") == "c/m")
    }

    @Test func theQuickestIsTakenAndOthersTriedNowAndThen() {
        for (desk, name) in Self.both(.lowestLatency) {
            // Never called: first.
            #expect(desk.choose(name).hasSuffix("/m"))
            desk.standing.uses = ["a": 1, "b": 1, "c": 1]
            desk.standing.latencies = ["a": 900, "b": 200]
            let shares = desk.shares(name, 6_400)
            #expect((shares["b/m"] ?? 0) > 6_100)
            // One of 32 is drawn, a third of them each.
            #expect((30...110).contains(shares["a/m"] ?? 0))
            #expect((30...110).contains(shares["c/m"] ?? 0))
            desk.standing.uses["c"] = 0
            #expect((desk.shares(name, 100)["c/m"] ?? 0) > 85)
        }
    }

    @Test func tiersAreUsedUpInTheirOrder() {
        let tiers: [(String, Tier)] = [
            ("free", .free), ("none", .none), ("cheap", .cheap), ("plan", .subscription),
            ("key", .apiKey),
        ]
        let names = tiers.map { "\($0.0)/m" }
        let desk = Desk(
            tiers.map { server($0.0, tier: $0.1) }, combos: [combo("x", names, .tiered)])
        var tried: [FailedAttempt] = []
        for expected in ["plan", "none", "key", "cheap", "free"] {
            #expect(desk.choose("x", tried) == "\(expected)/m")
            tried.append(failed(expected))
        }
    }

    @Test func countersAreBounded() {
        let desk = Desk([server("a", prefix: "x"), server("b", prefix: "x")])
        desk.accounts = AccountOrder(strategy: .roundRobin)
        for number in 0..<Limits.rotations + 10 { _ = desk.choose("x/\(number)") }
        #expect(desk.choose("x/0") == "a/0")
    }

    @Test func lookingChangesNothing() throws {
        let desk = Self.entries(.roundRobin)
        for _ in 0..<3 {
            let plan = try desk.resolver.resolve("x")
            let selection = Selection(
                plan, for: RouteAsk(model: "x", attempt: 1), standing: desk.standing, now: 0)
            #expect(
                selection.survey(desk.ordering).map(\.candidate.label) == ["a/m", "b/m", "c/m"])
        }
        #expect(desk.choose("x") == "a/m")
    }
}
