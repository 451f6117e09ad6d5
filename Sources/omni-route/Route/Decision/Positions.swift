internal import IPC

/// An order of the positions of a list, worked out no further than it is walked.
///
/// Most walks end with the first position. So that one is found by itself, and what follows is put into order only when
/// somebody asks for it.
struct Positions {
    /// What follows the first.
    private enum Rest {
        /// The next ones as they are, and around.
        case around
        /// All others by the ranks of a strategy.
        case ranked(Strategy)
        /// All others as chance has it.
        case drawn(SplitMix)
        /// As a list says, the first among them.
        case listed([Int])
    }

    private let first: Int
    private let count: Int
    private let rest: Rest
    private var index = 0
    /// Made with the second position.
    private var heap = RankHeap()
    private var lots = Lots()

    private init(_ first: Int, _ count: Int, _ rest: Rest) {
        self.first = first
        self.count = count
        self.rest = rest
    }

    /// As they are.
    static func straight(_ count: Int) -> Positions { Positions(0, count, .around) }

    /// From one on, and around.
    static func rotated(_ count: Int, start: Int) -> Positions {
        Positions(start, count, .around)
    }

    /// One of them, then the others by the ranks of a strategy.
    static func led(by first: Int, of count: Int, _ strategy: Strategy) -> Positions {
        Positions(first, count, .ranked(strategy))
    }

    /// One of them, then the others as chance has it.
    static func drawn(_ first: Int, of count: Int, _ random: SplitMix) -> Positions {
        Positions(first, count, .drawn(random))
    }

    /// As a list says.
    static func listed(_ positions: [Int]) -> Positions {
        Positions(positions.first ?? 0, positions.count, .listed(positions))
    }

    /// The next position; nil after the last.
    ///
    /// `list` is that for which the order was made.
    mutating func next(in list: some Ranked) -> Int? {
        guard index < count else { return nil }
        defer { index += 1 }
        if index == 0 { return first }
        switch rest {
        case .around: return (first + index) % count
        case .ranked(let strategy):
            if index == 1 { heap = RankHeap(list, by: strategy, without: first) }
            return heap.next()
        case .listed(let positions): return positions[index]
        case .drawn(let random):
            if index == 1 { lots = Lots(count, without: first, random) }
            return lots.next()
        }
    }
}
