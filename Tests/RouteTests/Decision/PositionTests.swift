import IPC
import Testing

@testable import Route

/// Orders that are worked out no further than they are walked.
@Suite struct PositionTests {
    private static let strategies = Strategy.allCases

    /// Numbers with repetitions.
    private static func list(_ count: Int, seed: UInt64) -> ListExample {
        var random = SplitMix(seed: seed)
        return ListExample(numbers: (0..<count).map { _ in Int.random(in: 0..<7, using: &random) })
    }

    @Test(arguments: strategies)
    func eachPositionComesOnce(_ strategy: Strategy) {
        var ordering = Ordering(seed: 11)
        for count in [1, 2, 3, 10, 33] {
            for seed in 0..<20 {
                var list = Self.list(count, seed: UInt64(seed))
                list.unfit = Set((0..<count).filter { $0 % 3 < seed % 4 })
                let seen = walked(ordering.positions(list, strategy), list)
                #expect(seen.sorted() == Array(0..<count))
            }
        }
    }

    @Test(arguments: [Strategy.leastUsed, .costOptimized, .tiered])
    func allComeByTheirRanksAndAsWrittenWhereTheyAreTheSame(_ strategy: Strategy) {
        var ordering = Ordering(seed: 12)
        for seed in 0..<50 {
            let list = Self.list(40, seed: UInt64(seed))
            let sorted = (0..<40).sorted { (list.numbers[$0], $0) < (list.numbers[$1], $1) }
            #expect(walked(ordering.positions(list, strategy), list) == sorted)
        }
    }

    @Test(arguments: [Strategy.p2C, .weighted])
    func afterTheOneThatWasDrawnTheBestComesFirst(_ strategy: Strategy) {
        var ordering = Ordering(seed: 13)
        for seed in 0..<50 {
            let list = Self.list(40, seed: UInt64(seed))
            let seen = walked(ordering.positions(list, strategy), list)
            let rest = (0..<40).filter { $0 != seen[0] }
                .sorted { (-list.numbers[$0], $0) < (-list.numbers[$1], $1) }
            #expect(Array(seen.dropFirst()) == rest)
        }
    }

    @Test func healthMayBeNegative() {
        var ordering = Ordering(seed: 14)
        let list = ListExample(numbers: [-5, 3, 0, -1])
        var positions = ordering.positions(list, .p2C)
        _ = positions.next(in: list)
        let rest = walked(positions, list)
        #expect(rest == [1, 2, 3, 0].filter { rest.contains($0) })
    }

    @Test func turnsGoAround() {
        #expect(walked(.rotated(4, start: 2), Self.list(4, seed: 0)) == [2, 3, 0, 1])
        #expect(walked(.straight(3), Self.list(3, seed: 0)) == [0, 1, 2])
        #expect(walked(.straight(0), Self.list(0, seed: 0)) == [])
    }

    @Test func aFirstChoiceByChanceLooksAtFew() {
        var ordering = Ordering(seed: 15)
        let list = Self.list(100, seed: 1)
        _ = ordering.first(list, .random)
        #expect(list.questions.fitness == 0)
        #expect(list.questions.ranks == 0)
        _ = ordering.first(list, .p2C)
        #expect(list.questions.fitness == 2)
        #expect(list.questions.ranks == 2)
        _ = ordering.first(list, .weighted)
        #expect(list.questions.fitness == 3)
        #expect(list.questions.ranks == 2)
    }

    @Test(arguments: [Strategy.leastUsed, .costOptimized, .tiered])
    func aFirstChoiceByRankLooksAtEachOnceAndAFurtherOneAtEachOnceMore(_ strategy: Strategy) {
        var ordering = Ordering(seed: 16)
        let list = Self.list(100, seed: 2)
        var positions = ordering.positions(list, strategy)
        _ = positions.next(in: list)
        #expect(list.questions.ranks == 100)
        _ = positions.next(in: list)
        #expect(list.questions.ranks == 199)
        _ = walked(positions, list)
        #expect(list.questions.ranks == 199)
    }
}
