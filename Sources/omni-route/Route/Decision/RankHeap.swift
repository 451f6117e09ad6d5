internal import IPC

/// Positions of a list by the ranks of a strategy, the lowest first and as written where ranks are the same.
///
/// A binary heap: all are looked at once, and each one that is taken costs the logarithm of their number.
struct RankHeap {
    private struct Entry {
        let rank: UInt64
        let position: Int

        func isBefore(_ other: Entry) -> Bool {
            rank != other.rank ? rank < other.rank : position < other.position
        }
    }

    private var entries: [Entry] = []

    /// No positions.
    init() {}

    /// All positions but one.
    init(_ list: some Ranked, by strategy: Strategy, without first: Int) {
        let count = list.count
        entries.reserveCapacity(count - 1)
        let ranks = list.ranks(by: strategy)
        for position in 0..<count where position != first {
            let rank = ranks?[position] ?? list.rank(position, by: strategy)
            entries.append(Entry(rank: rank, position: position))
        }
        for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    /// Takes the lowest out; nil when none is left.
    mutating func next() -> Int? {
        guard let lowest = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink(0)
        }
        return lowest.position
    }

    private mutating func sink(_ start: Int) {
        let entry = entries[start]
        var index = start
        while true {
            var child = 2 * index + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) {
                child += 1
            }
            guard entries[child].isBefore(entry) else { break }
            entries[index] = entries[child]
            index = child
        }
        entries[index] = entry
    }
}
