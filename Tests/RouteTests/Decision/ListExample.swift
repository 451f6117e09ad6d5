import IPC

@testable import Route

/// A list for strategies, which counts what is asked of it.
struct ListExample: Ranked {
    /// Questions asked.
    final class Questions {
        var fitness = 0
        var ranks = 0
    }

    /// Rank, score and weight at once.
    var numbers: [Int]
    /// Positions that are none for the request.
    var unfit: Set<Int> = []
    let questions = Questions()

    var count: Int { numbers.count }

    func score(_ position: Int) -> Int { number(position) }
    func latency(_ position: Int) -> UInt64 { UInt64(number(position)) }
    func use(_ position: Int) -> UInt64 { UInt64(number(position)) }
    func price(_ position: Int) -> UInt64? { UInt64(number(position)) }
    func weight(_ position: Int) -> UInt32 { UInt32(numbers[position]) }
    func tier(_ position: Int) -> Int { number(position) }
    func isFit(_ position: Int) -> Bool {
        questions.fitness += 1
        return !unfit.contains(position)
    }

    var fitness: Fitness { Fitness(numbers.indices.map(isFit)) }
    var isEven: Bool { false }
    func sorted(by strategy: Strategy) -> [Int]? { nil }

    private func number(_ position: Int) -> Int {
        questions.ranks += 1
        return numbers[position]
    }
}

extension Ordering {
    /// The order of a list at the first attempt.
    mutating func positions(_ list: some Ranked, _ strategy: Strategy) -> Positions {
        order(list, by: strategy, key: Key(name: "x", rank: 0), begun: nil).positions
    }

    /// What a strategy puts first.
    mutating func first(_ list: some Ranked, _ strategy: Strategy) -> Int? {
        var positions = positions(list, strategy)
        return positions.next(in: list)
    }

    /// How often each position comes first in so many orders.
    mutating func firsts(_ list: some Ranked, _ strategy: Strategy, _ count: Int) -> [Int: Int] {
        var shares: [Int: Int] = [:]
        for _ in 0..<count {
            if let first = first(list, strategy) { shares[first, default: 0] += 1 }
        }
        return shares
    }
}

/// All positions in their order.
func walked(_ positions: Positions, _ list: some Ranked) -> [Int] {
    var positions = positions
    var seen: [Int] = []
    while let position = positions.next(in: list) { seen.append(position) }
    return seen
}
