internal import IPC

/// The first choice of each strategy, in one pass and without memory.
extension Ordering {
    /// Draws before all are looked at: where every tenth is fit, six of ten choices are made by then.
    private static let draws = 8

    /// The position with the lowest rank, the first of them where it is the same.
    static func lowest(_ list: some Ranked, by strategy: Strategy) -> Int {
        if let ranks = list.ranks(by: strategy) {
            return ranks.indices.min { ranks[$0] < ranks[$1] } ?? 0
        }
        var best = 0
        var lowest = list.rank(0, by: strategy)
        for position in 1..<list.count {
            let rank = list.rank(position, by: strategy)
            if rank < lowest { (best, lowest) = (position, rank) }
        }
        return best
    }

    /// A fit one, each as likely; nil when none is fit.
    ///
    /// Positions are drawn until a fit one comes: most are fit, and to see whether one is costs more than to draw.
    static func drawn(
        from list: some Ranked, besides other: Int? = nil, _ random: inout SplitMix
    ) -> Int? {
        let count = other == nil ? list.count : list.count - 1
        for _ in 0..<draws {
            var position = Int.random(in: 0..<count, using: &random)
            if let other, position >= other { position += 1 }
            if list.isFit(position) { return position }
        }
        // One pass: of k fit ones the last is kept with a chance of one in k.
        var chosen: Int?
        var fit = 0
        for position in 0..<list.count where position != other && list.isFit(position) {
            fit += 1
            if Int.random(in: 0..<fit, using: &random) == 0 { chosen = position }
        }
        return chosen
    }

    /// A fit one, drawn by its share; nil when none is fit.
    ///
    /// Where no fit one has a share, each is as likely.
    static func weighted(_ list: some Ranked, _ random: inout SplitMix) -> Int? {
        if list.isEven { return drawn(from: list, &random) }
        var total: UInt64 = 0
        for position in 0..<list.count { total += UInt64(list.weight(position)) }
        guard total > 0 else { return drawn(from: list, &random) }
        for _ in 0..<draws {
            let position = position(at: UInt64.random(in: 0..<total, using: &random), list)
            if list.isFit(position) { return position }
        }
        // One pass: each is kept with the chance that its share has in the sum so far.
        var chosen: Int?
        var sum: UInt64 = 0
        for position in 0..<list.count where list.isFit(position) {
            let weight = UInt64(list.weight(position))
            guard weight > 0 else { continue }
            sum += weight
            if UInt64.random(in: 0..<sum, using: &random) < weight { chosen = position }
        }
        return chosen ?? drawn(from: list, &random)
    }

    /// The position in whose share a point lies.
    private static func position(at point: UInt64, _ list: some Ranked) -> Int {
        var left = point
        for position in 0..<list.count {
            let weight = UInt64(list.weight(position))
            if left < weight { return position }
            left -= weight
        }
        return list.count - 1
    }

    /// The healthier of two fit ones; nil when none is fit.
    static func betterOfTwo(_ list: some Ranked, _ random: inout SplitMix) -> Int? {
        guard let first = drawn(from: list, &random) else { return nil }
        guard let second = drawn(from: list, besides: first, &random) else { return first }
        return list.score(second) > list.score(first) ? second : first
    }
}
