import IPC
import Testing

@testable import Route

/// What is said when nobody is left.
@Suite struct RefusalTests {
    private static let second: UInt64 = 1_000_000_000

    private static func desk(_ obstacles: [Obstacle]) -> Desk {
        let names = obstacles.indices.map { "s\($0)" }
        let desk = Desk(
            names.map { server($0) }, combos: [combo("c", names.map { "\($0)/m" })])
        for (name, obstacle) in zip(names, obstacles) { desk.standing.obstacles[name] = obstacle }
        return desk
    }

    struct Case: Sendable {
        let obstacles: [Obstacle]
        let status: UInt32
        let code: String
    }

    static let cases = [
        Case(
            obstacles: [Obstacle(.coolingDown, status: 429)], status: 429,
            code: "rate_limit_exceeded"),
        Case(
            obstacles: [Obstacle(.coolingDown, status: 500)], status: 503,
            code: "no_target_available"),
        Case(obstacles: [Obstacle(.coolingDown)], status: 503, code: "no_target_available"),
        Case(
            obstacles: [Obstacle(.breakerOpen), Obstacle(.breakerOpen)], status: 503,
            code: "no_target_available"),
        Case(obstacles: [Obstacle(.quotaExhausted)], status: 429, code: "quota_exceeded"),
        Case(
            obstacles: [Obstacle(.quotaExhausted), Obstacle(.coolingDown, status: 429)],
            status: 429, code: "rate_limit_exceeded"),
        Case(
            obstacles: [Obstacle(.quotaExhausted), Obstacle(.breakerOpen)], status: 503,
            code: "no_target_available"),
        Case(obstacles: [Obstacle(.budgetExhausted)], status: 429, code: "budget_exceeded"),
        Case(
            obstacles: [Obstacle(.budgetExhausted, status: 402)], status: 402,
            code: "payment_required"),
        Case(
            obstacles: [
                Obstacle(.budgetExhausted, status: 402), Obstacle(.budgetExhausted, status: 429),
            ], status: 429, code: "budget_exceeded"),
        Case(obstacles: [Obstacle(.credentialRefused)], status: 503, code: "no_target_available"),
        Case(obstacles: [Obstacle(.modelLocked)], status: 503, code: "no_target_available"),
        Case(
            obstacles: [Obstacle(.rateLimited, until: 900 * second)], status: 429,
            code: "rate_limit_exceeded"),
    ]

    @Test(arguments: cases)
    func statusFollowsTheObstacles(_ example: Case) {
        let refusal = Self.desk(example.obstacles).denial("c")?.refusal
        #expect(refusal?.status == example.status)
        #expect(refusal?.code == example.code)
        #expect(refusal?.param == "")
    }

    @Test func theEarliestTimeCounts() {
        let desk = Self.desk([
            Obstacle(.coolingDown, until: 61 * Self.second), Obstacle(.breakerOpen),
            Obstacle(.quotaExhausted, until: 13 * Self.second),
        ])
        let denial = desk.denial("c")
        #expect(denial?.retryAfterMs == 12_000)
        #expect(
            denial?.message
                == "No provider can answer for the model `c` now: `s0/m` rests after a failure, `s1/m` is taken to be down and `s2/m` has used up its quota. Try again in 12 s."
        )
    }

    @Test func accountsAreCountedAndLongListsCut() {
        let accounts = (0..<3).map { server("a\($0)", prefix: "acc") }
        let others = (0..<4).map { server("s\($0)") }
        let desk = Desk(
            accounts + others,
            combos: [combo("c", ["acc/m"] + others.map { "\($0.name)/m" })])
        for made in accounts + others {
            desk.standing.obstacles[made.name] = Obstacle(.modelLocked)
        }
        #expect(
            desk.denial("c")?.message
                == "No provider can answer for the model `c` now: `acc/m` does not offer the model now (3 accounts), `s0/m` does not offer the model now, `s1/m` does not offer the model now and 2 more cannot."
        )
    }

    @Test func aFinalObstacleRefusesThoughOthersAreReady() {
        let desk = Self.desk([
            Obstacle(.coolingDown, until: 99 * Self.second),
            Obstacle(.budgetExhausted, until: 3_601 * Self.second, status: 402, isFinal: true),
        ])
        let withReady = Desk(
            [server("a"), server("b")], combos: [combo("c", ["a/m", "b/m"])])
        withReady.standing.obstacles["a"] = Obstacle(
            .budgetExhausted, until: 3_601 * Self.second, status: 429, isFinal: true)
        #expect(desk.denial("c")?.code == .paymentRequired)
        #expect(desk.denial("c")?.retryAfterMs == 3_600_000)
        #expect(withReady.denial("c")?.code == .budgetExhausted)
        #expect(
            withReady.denial("c")?.message
                == "The budget for this request is used up. Try again in 60 min.")
        // Passed over, where the budget says so.
        withReady.standing.obstacles["a"]?.isFinal = false
        #expect(withReady.choose("c") == "b/m")
    }

    @Test func whatTheKeyMayNotUseIsNotSpokenOf() {
        let desk = Self.desk([Obstacle(.breakerOpen), Obstacle(.breakerOpen)])
        desk.scope = KeyScope(models: ["s1/*"], providers: [])
        #expect(desk.denial("c")?.message.contains("s0") == false)
    }

    @Test(arguments: [
        (0, "1 s"), (1, "1 s"), (1_001, "2 s"), (119_000, "119 s"), (120_000, "2 min"),
        (121_000, "3 min"), (7_200_000, "2 h"), (12_000_000, "3 h 20 min"),
        (172_800_000, "2 days"), (176_400_001, "2 days 2 h"),
    ])
    func timesAreWords(_ milliseconds: UInt64, _ words: String) {
        #expect(Words.duration(milliseconds: milliseconds) == words)
    }

    @Test func everyReasonHasAKindAndWords() {
        #expect(Set(SkipReason.allCases.map(\.words)).count == SkipReason.allCases.count)
        #expect(SkipReason.allCases.filter { $0.kind == .temporary }.count == 8)
    }
}
