/// How large the ledger is.
struct LedgerShape {
    /// Days with sums.
    var days: Int
    /// Requests of each.
    var requests: Int
    /// The newest of them, which have their rows, as retention leaves them.
    var kept: Int
    /// How many keys there are for each of a small company: with three, about 4,500 sets of dimensions come up a day.
    var spread: Int

    /// The last day: 2026-11-30.
    static let last = 20_787
    /// The first day with rows.
    var firstKept: Int { Self.last - min(days, kept) + 1 }
    /// Days with the rows of the day before them at other times: all with rows but for two and the last three.
    var copied: Range<Int> {
        let first = firstKept + 2
        return first..<max(first, Self.last - 2)
    }
    /// Days that are written as the daemon writes them, before the others are copied and after it.
    var written: (before: Range<Int>, after: Range<Int>) {
        let end = Self.last + 1
        guard !copied.isEmpty else { return (firstKept..<end, end..<end) }
        return (firstKept..<copied.lowerBound, copied.upperBound..<end)
    }
}

/// Chance that repeats (SplitMix64).
struct Chance {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A number below a bound, small ones more often.
    mutating func skewed(_ bound: Int) -> Int {
        let one = below(bound)
        return below(one + 1)
    }
}
