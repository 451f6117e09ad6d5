import IPC
import Testing

@testable import Route

/// Who is drawn where not all are fit.
@Suite struct FirstChoiceTests {
    /// A hundred of which only some are fit.
    private static func few(_ fit: [Int: Int], weight: Int = 50) -> ListExample {
        var list = ListExample(numbers: Array(repeating: weight, count: 100))
        for (position, number) in fit { list.numbers[position] = number }
        list.unfit = Set(0..<100).subtracting(fit.keys)
        return list
    }

    @Test(arguments: [Strategy.p2C, .weighted])
    func fewFitOnesAreAsLikely(_ strategy: Strategy) {
        var ordering = Ordering(seed: 21)
        let shares = ordering.firsts(Self.few([3: 50, 4: 50, 99: 50]), strategy, 9_000)
        #expect(Set(shares.keys) == [3, 4, 99])
        #expect(shares.values.allSatisfy { abs($0 - 3_000) < 225 }, "\(shares)")
    }

    @Test func halfOfManyAreAsLikely() {
        var ordering = Ordering(seed: 22)
        var list = ListExample(numbers: Array(repeating: 1, count: 20))
        list.unfit = Set((0..<20).filter { $0 % 2 == 1 })
        for strategy in [Strategy.p2C, .weighted] {
            let shares = ordering.firsts(list, strategy, 20_000)
            #expect(shares.count == 10)
            #expect(shares.values.allSatisfy { abs($0 - 2_000) < 220 }, "\(strategy) \(shares)")
        }
    }

    @Test func sharesHoldAmongFewFitOnes() {
        var ordering = Ordering(seed: 23)
        let shares = ordering.firsts(Self.few([10: 1, 50: 2, 90: 7]), .weighted, 10_000)
        #expect(abs((shares[10] ?? 0) - 1_000) < 150)
        #expect(abs((shares[50] ?? 0) - 2_000) < 200)
        #expect(abs((shares[90] ?? 0) - 7_000) < 230)
    }

    @Test func fitOnesWithoutAShareAreAsLikelyWhenNoOtherIsFit() {
        var ordering = Ordering(seed: 24)
        let none = ordering.firsts(Self.few([10: 0, 50: 0]), .weighted, 4_000)
        #expect(Set(none.keys) == [10, 50])
        #expect(none.values.allSatisfy { abs($0 - 2_000) < 160 })
        #expect(ordering.firsts(Self.few([10: 0, 50: 1]), .weighted, 100) == [50: 100])
    }

    @Test func theHealthierOfFewFitOnesWins() {
        var ordering = Ordering(seed: 25)
        let shares = ordering.firsts(Self.few([10: 1, 50: 2, 90: 7]), .p2C, 9_000)
        #expect(abs((shares[90] ?? 0) - 6_000) < 250)
        #expect(abs((shares[50] ?? 0) - 3_000) < 250)
        #expect(shares[10] == nil)
    }

    @Test(arguments: [Strategy.p2C, .weighted])
    func theOnlyFitOneComesFirst(_ strategy: Strategy) {
        var ordering = Ordering(seed: 26)
        #expect(ordering.firsts(Self.few([42: 1]), strategy, 50) == [42: 50])
    }

    @Test(arguments: [Strategy.p2C, .weighted])
    func withoutAFitOneTheBestComesFirst(_ strategy: Strategy) {
        var ordering = Ordering(seed: 27)
        var list = ListExample(numbers: [4, 9, 2])
        list.unfit = [0, 1, 2]
        #expect(walked(ordering.positions(list, strategy), list) == [1, 0, 2])
    }
}
