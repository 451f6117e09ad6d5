import IPC
import Testing

@testable import Route

/// Conversations stay where their prompts are cached.
@Suite struct AffinityTests {
    private static func session(_ hash: UInt64, _ key: String = "k") -> Affinity.Session {
        Affinity.Session(hash: hash, keyID: key)
    }

    private static func seat(_ name: String, _ model: String = "m") -> Affinity.Seat {
        Affinity.Seat(connectionID: "c-" + name, model: model)
    }

    @Test func aSessionIsRememberedForHalfAnHourAfterItsLastSuccess() {
        var affinity = Affinity()
        affinity.remember(Self.session(1), Self.seat("a"), at: 0)
        #expect(
            affinity.seat(of: Self.session(1), at: Limits.sessionLifetime - 1) == Self.seat("a"))
        #expect(affinity.seat(of: Self.session(1), at: Limits.sessionLifetime) == nil)
        affinity.remember(Self.session(1), Self.seat("b"), at: 5)
        #expect(affinity.seat(of: Self.session(1), at: Limits.sessionLifetime) == Self.seat("b"))
        #expect(affinity.count == 1)
    }

    @Test func keysAndNothingAreApart() {
        var affinity = Affinity()
        affinity.remember(Self.session(1, "x"), Self.seat("a"), at: 0)
        affinity.remember(Self.session(0), Self.seat("a"), at: 0)
        #expect(affinity.seat(of: Self.session(1, "y"), at: 1) == nil)
        #expect(affinity.seat(of: Self.session(0), at: 1) == nil)
        #expect(affinity.count == 1)
    }

    @Test func theOneNotUsedForLongestGoes() {
        var affinity = Affinity(capacity: 3)
        for hash in UInt64(1)...3 {
            affinity.remember(Self.session(hash), Self.seat("a"), at: hash)
        }
        affinity.remember(Self.session(1), Self.seat("b"), at: 4)
        affinity.remember(Self.session(4), Self.seat("c"), at: 5)
        #expect(affinity.count == 3)
        #expect(affinity.seat(of: Self.session(2), at: 6) == nil)
        #expect((1...4).compactMap { affinity.seat(of: Self.session($0), at: 6) }.count == 3)
        for hash in UInt64(10)..<1_000 {
            affinity.remember(Self.session(hash % 37 + 1), Self.seat("a"), at: hash)
        }
        #expect(affinity.count == 3)
    }

    @Test func aSessionStaysWithItsAccount() {
        for strategy in [Strategy.priority, .roundRobin, .random] {
            let desk = Desk(["a", "b", "c"].map { server($0, prefix: "x") })
            desk.accounts = AccountOrder(strategy: strategy)
            desk.seat = Self.seat("c")
            #expect(desk.shares("x/m", 10) == ["c/m": 10])
            // Another model there has nothing in its cache.
            #expect(desk.choose("x/n") != "c/n" || strategy != .priority)
        }
    }

    @Test func itYieldsToHealthFailuresAndScopes() {
        let desk = Desk(["a", "b"].map { server($0, prefix: "x") })
        desk.seat = Self.seat("b")
        #expect(desk.choose("x/m", [failed("b")]) == "a/m")
        desk.standing.obstacles["b"] = Obstacle(.busy)
        #expect(desk.choose("x/m") == "a/m")
        desk.standing.obstacles = [:]
        desk.scope = KeyScope(models: [], providers: ["a"])
        #expect(desk.choose("x/m") == "a/m")
    }

    @Test func itYieldsToTiers() {
        let desk = Desk([
            server("plan", prefix: "x", tier: .subscription),
            server("free", prefix: "x", tier: .free),
        ])
        desk.seat = Self.seat("free")
        #expect(desk.choose("x/m") == "plan/m")
    }

    @Test(arguments: [Strategy.roundRobin, .p2C, .random, .leastUsed, .weighted])
    func itChoosesAmongEntriesThatSpreadRequests(_ strategy: Strategy) {
        let desk = Desk(
            ["a", "b", "c"].map { server($0) },
            combos: [combo("x", ["a/m", "b/m", "c/m"], strategy)])
        desk.seat = Self.seat("c")
        #expect(desk.shares("x", 10) == ["c/m": 10])
    }

    @Test(arguments: [Strategy.priority, .costOptimized, .lowestLatency, .tiered])
    func itDoesNotGoAgainstAnOrderOfEntries(_ strategy: Strategy) {
        let desk = Desk(
            ["a", "b"].map { server($0) }, combos: [combo("x", ["a/m", "b/m"], strategy)])
        desk.standing.uses = ["a": 1, "b": 1]
        desk.standing.latencies = ["a": 1, "b": 2]
        desk.seat = Self.seat("b")
        #expect((desk.shares("x", 100)["a/m"] ?? 0) > 80)
    }

    @Test func aSessionDoesNotTakeTheTurnsOfOthers() {
        let desk = Desk(["a", "b"].map { server($0, prefix: "x") })
        desk.accounts = AccountOrder(strategy: .roundRobin)
        var others: [String] = []
        for _ in 0..<6 {
            desk.seat = Self.seat("b")
            #expect(desk.choose("x/m") == "b/m")
            desk.seat = nil
            others.append(desk.choose("x/m"))
        }
        #expect(others == ["a/m", "b/m", "a/m", "b/m", "a/m", "b/m"])
    }
}
