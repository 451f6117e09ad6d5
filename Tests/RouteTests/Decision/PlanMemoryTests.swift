import IPC
import Testing

@testable import Route

/// Names are worked out once, however large the configuration.
@Suite struct PlanMemoryTests {
    /// Two hundred combos of five names with a hundred accounts each: 100,000 places.
    private static func large() -> Desk {
        Desk(
            (0..<100).flatMap { prefix in
                (0..<100).map {
                    server("p\(prefix)-\($0)", prefix: "p\(prefix)", models: ["m", "n"])
                }
            },
            combos: (0..<200).map { number in
                combo(
                    "c\(number)",
                    (0..<5).map { "p\((number * 7 + $0 * 13) % 100)/\($0 % 2 == 0 ? "m" : "n")" })
            })
    }

    @Test func twoHundredCombosOfFiveHundredStay() throws {
        let desk = Self.large()
        let first = try (0..<200).map { try desk.resolver.resolve("c\($0)") }
        #expect(first.map(\.candidates.count).reduce(0, +) == 100_000)
        let names = try (0..<100).map { try desk.resolver.resolve("p\($0)/m") }
        for (number, plan) in first.enumerated() {
            #expect(try desk.resolver.resolve("c\(number)") === plan)
        }
        for (number, plan) in names.enumerated() {
            #expect(try desk.resolver.resolve("p\(number)/m") === plan)
        }
    }

    @Test func aNameInUseOutlivesAFloodOfOthers() throws {
        let desk = Desk([server("a")], combos: [combo("c", ["a/m"])])
        let plan = try desk.resolver.resolve("c")
        for number in 0..<Limits.plans * 3 {
            _ = try desk.resolver.resolve("a/\(number)")
            if number % 1_000 == 0 { #expect(try desk.resolver.resolve("c") === plan) }
        }
    }

    @Test func whatNobodyAsksForIsForgotten() throws {
        let desk = Desk([server("a")])
        var memory = PlanMemory()
        for number in 0..<Limits.plans {
            #expect(!memory.isFull(candidates: 0))
            memory.keep(try desk.resolver.resolve("a/\(number)"))
        }
        #expect(memory.isFull(candidates: 0))
        memory.turnOver()
        var kept = memory.plan("a/7")
        #expect(kept != nil && memory.count == Limits.plans)
        memory.turnOver()
        kept = memory.plan("a/7")
        #expect(kept != nil && memory.count == 1)
        kept = memory.plan("a/8")
        #expect(kept == nil)
    }

    @Test func candidatesMadeFillAGenerationToo() {
        #expect(!PlanMemory().isFull(candidates: Limits.planCandidates - 1))
        #expect(PlanMemory().isFull(candidates: Limits.planCandidates))
    }
}
