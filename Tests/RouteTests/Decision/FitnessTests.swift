import IPC
import Testing

@testable import Route

/// Which accounts of a name are choices, and that it is found out once.
@Suite struct FitnessTests {
    /// Accounts behind one prefix.
    private static func accounts(
        _ count: Int, change: (Int, inout ProviderConnection) -> Void = { _, _ in }
    ) -> Desk {
        Desk(
            (0..<count).map { number in
                var made = server("a\(number)", prefix: "x", models: ["m"])
                change(number, &made)
                return made
            })
    }

    private static func bits(_ fitness: Fitness, _ count: Int) -> String {
        String((0..<count).map { fitness.includes($0) ? "1" : "0" })
    }

    @Test func patternsAreToldApart() {
        #expect(Fitness([]).mark == 0)
        #expect(Fitness([true, true]).mark == 0)
        #expect(Fitness([false, false]).isNone)
        let patterns = [
            [true, false], [false, true], [true, false, false], [false, false], [true],
        ]
        #expect(Set(patterns.map { Fitness($0).mark }).count == patterns.count)
        #expect(Self.bits(Fitness([true, false, true]), 3) == "101")
    }

    @Test func whoIsSwitchedOffOrNotAllowedIsNoChoice() throws {
        let desk = Self.accounts(4) { $1.disabled = $0 == 1 }
        let group = AccountGroup(key: "x/m", targets: desk.table.targets, model: "m")
        let open = Demand(RouteAsk())
        #expect(Self.bits(group.fitness(ofRank: 0, open, isNamed: false), 4) == "1011")
        let scoped = Demand(RouteAsk(), scope: KeyScope(models: [], providers: ["a0", "a1", "a3"]))
        #expect(Self.bits(group.fitness(ofRank: 0, scoped, isNamed: true), 4) == "1001")
        let other = Demand(RouteAsk(), scope: KeyScope(models: ["y/*"], providers: []))
        #expect(group.fitness(ofRank: 0, other, isNamed: false).isNone)
        #expect(Self.bits(group.fitness(ofRank: 0, other, isNamed: true), 4) == "1011")
        // Again, from memory.
        #expect(group.fitness(ofRank: 0, other, isNamed: false).isNone)
        #expect(Self.bits(group.fitness(ofRank: 0, scoped, isNamed: true), 4) == "1001")
    }

    @Test func aScopeInThePlaceOfAnotherIsFoundOutAnew() {
        let desk = Self.accounts(2)
        let group = AccountGroup(key: "x/m", targets: desk.table.targets, model: "m")
        for number in 0..<Limits.scopesRemembered * 3 {
            let scope = KeyScope(models: [number % 2 == 0 ? "x/*" : "y/*"], providers: [])
            let fitness = group.fitness(
                ofRank: 0, Demand(RouteAsk(), scope: scope), isNamed: false)
            #expect(fitness.isNone == (number % 2 == 1))
        }
    }

    @Test func otherBlockedProvidersAreFoundOutAnew() {
        let desk = Self.accounts(2) { $1.provider = "p\($0)" }
        let group = AccountGroup(key: "x/m", targets: desk.table.targets, model: "m")
        for (blocked, expected) in [(["p0"], "01"), (["p1"], "10"), ([], "11"), (["p0"], "01")] {
            let demand = Demand(RouteAsk(), blocked: Set(blocked))
            #expect(Self.bits(group.fitness(ofRank: 0, demand, isNamed: false), 2) == expected)
        }
    }

    @Test func whatModelsCannotDoIsLookedAtOnceWhereTheyAreTheSame() {
        var ask = RouteAsk()
        ask.tools = true
        let same = Self.accounts(3) { $1.facts = [ModelFacts(name: "m", tools: false)] }
        let group = AccountGroup(key: "x/m", targets: same.table.targets, model: "m")
        #expect(group.ranks.map(\.isUniform) == [true])
        #expect(group.fitness(ofRank: 0, Demand(ask), isNamed: false).isNone)
        #expect(!group.isFit(for: Demand(ask), isNamed: false))
        #expect(group.isFit(for: Demand(RouteAsk()), isNamed: false))
        let mixed = Self.accounts(3) { $1.facts = [ModelFacts(name: "m", tools: $0 != 1)] }
        let others = AccountGroup(key: "x/m", targets: mixed.table.targets, model: "m")
        #expect(others.ranks.map(\.isUniform) == [false])
        #expect(Self.bits(others.fitness(ofRank: 0, Demand(ask), isNamed: false), 3) == "101")
    }

    @Test func aNestedComboIsAChoiceWhenItsNameIsAllowed() {
        let desk = Desk(
            [server("a"), server("b")],
            combos: [combo("inner", ["a/m"]), combo("outer", ["inner", "b/m"], .roundRobin)])
        desk.scope = KeyScope(models: ["inner"], providers: [])
        #expect(desk.shares("outer", 10) == ["a/m": 10])
        desk.scope = KeyScope(models: ["inner", "b/*"], providers: [])
        #expect(desk.shares("outer", 10) == ["a/m": 5, "b/m": 5])
    }

    @Test func pricesAndTiersAreSortedOnce() {
        let prices: [UInt64?] = [nil, 3, 1, 3, 2]
        let tiers: [Tier] = [.free, .cheap, .none, .subscription, .cheap]
        let desk = Self.accounts(5) { number, made in
            if let price = prices[number] {
                made.facts = [ModelFacts(name: "m", price: Price(input: price))]
            }
            made.tier = tiers[number]
        }
        let group = AccountGroup(key: "x/m", targets: desk.table.targets, model: "m")
        for _ in 0..<2 {
            #expect(group.positions(ofRank: 0, by: .costOptimized) == [2, 4, 1, 3, 0])
            #expect(group.positions(ofRank: 0, by: .tiered) == [3, 2, 1, 4, 0])
            #expect(group.positions(ofRank: 0, by: .priority) == nil)
        }
        desk.accounts = AccountOrder(strategy: .costOptimized)
        desk.standing.obstacles["a2"] = Obstacle(.coolingDown, until: 99_000_000_000)
        #expect(desk.choose("x/m") == "a4/m")
    }

    // MARK: Many that rest

    private static func resting(_ count: Int, of all: Int) -> Desk {
        let desk = accounts(all)
        for number in 0..<count {
            desk.standing.obstacles["a\(number)"] = Obstacle(
                .coolingDown, until: desk.now + 60_000_000_000, status: 429)
        }
        return desk
    }

    private static func selection(_ desk: Desk) throws -> Selection<FakeStanding> {
        let plan = try desk.resolver.resolve("x/m")
        return Selection(
            plan, for: RouteAsk(model: "x/m", attempt: 1), accounts: desk.accounts,
            standing: desk.standing, now: desk.now)
    }

    @Test func beyondWhatIsExplainedThoseWhoRestAreOnlyCounted() throws {
        let desk = Self.resting(90, of: 100)
        var selection = try Self.selection(desk)
        let (decision, passed) = selection.choose(&desk.ordering)
        guard case .lease(let candidate, _) = decision else {
            Issue.record("no lease")
            return
        }
        #expect(candidate.label == "a90/m")
        #expect(passed.count == Limits.explainedSteps)
        #expect(selection.skipped == 90 - Limits.explainedSteps)
        let trace = DecisionTrace(
            RouteAsk(requestID: "r"), plan: nil, passed: passed, skipped: selection.skipped,
            decision: decision, leaseID: 1, at: Moment(now: desk.now, wall: 0), nanoseconds: 0)
        #expect(
            trace.steps.count == Limits.explainedSteps && trace.more == 90 - Limits.explainedSteps)
    }

    @Test func whenAllRestEachIsSaid() throws {
        let desk = Self.resting(100, of: 100)
        desk.standing.obstacles["a99"]?.until = desk.now + 30_000_000_000
        var selection = try Self.selection(desk)
        let (decision, passed) = selection.choose(&desk.ordering)
        guard case .denied(let denial) = decision else {
            Issue.record("not denied")
            return
        }
        #expect(passed.count == 100 && selection.skipped == 0)
        #expect(denial.code == .rateLimited && denial.retryAfterMs == 30_000)
        #expect(denial.message.contains("(100 accounts)"))
    }

    @Test(arguments: Strategy.allCases)
    func theOnlyOneLeftIsFound(_ strategy: Strategy) {
        let desk = Self.resting(100, of: 101)
        desk.accounts = AccountOrder(strategy: strategy)
        #expect(desk.shares("x/m", 50) == ["a100/m": 50])
    }
}
