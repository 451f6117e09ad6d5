internal import IPC

/// Puts entries and accounts into the order of a strategy, and remembers whose turn it is.
///
/// All remaining ones follow in every order, as a fallback. Counters are kept in memory, by name, so that they outlive a
/// changed configuration.
struct Ordering {
    /// Whose list it is.
    struct Key: Hashable {
        /// The combo, or the name behind which the accounts are.
        let name: String
        /// Which run of one priority; -1 for the entries of a combo.
        let rank: Int
        /// Tells apart lists of which a part is no choice: who may use a part only takes turns of its own, or the others
        /// would get a turn more or less.
        var fit: UInt64 = 0
    }

    /// An order, and where the turn is remembered when a strategy takes turns.
    struct Order {
        let positions: Positions
        let turn: Key?
    }

    private struct Turn {
        var next = 0
        var served: UInt32 = 0
    }

    private var turns: [Key: Turn] = [:]
    private var uses: [String: [UInt64]] = [:]
    private var random: SplitMix

    /// Orders whose chance follows from a seed.
    init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// The order of a list.
    ///
    /// `begun` is the position with which this request began, when it asks again: in turns the others follow from there.
    mutating func order(
        _ list: some Ranked, by strategy: Strategy, key: Key, begun: Int?
    ) -> Order {
        let count = list.count
        guard count > 1 else { return Order(positions: .straight(count), turn: nil) }
        switch strategy {
        case .priority: return Order(positions: .straight(count), turn: nil)
        case .roundRobin: return inTurns(list, key, begun)
        case .random: return chance(shuffled(count))
        case .p2C: return chance(betterOfTwo(list))
        case .weighted: return chance(byWeight(list))
        case .lowestLatency: return chance(byLatency(list))
        case .leastUsed: return chance(Self.sorted(count) { list.use($0) })
        case .costOptimized: return chance(Self.sorted(count) { list.price($0) ?? .max })
        case .tiered: return chance(Self.sorted(count) { UInt64(clamping: list.tier($0)) })
        }
    }

    private func chance(_ list: [Int]) -> Order { Order(positions: .listed(list), turn: nil) }

    /// The one at a position was chosen for the first attempt of a request.
    mutating func took(_ turn: Key, _ position: Int, of count: Int, sticky: UInt32) {
        if turns.count >= Limits.rotations { turns.removeAll() }
        var state = turns[turn] ?? Turn()
        // Another than the next was chosen because the next could not: it has the turn then.
        if state.next != position { state = Turn(next: position) }
        state.served += 1
        if state.served >= max(1, sticky) { state = Turn(next: (position + 1) % count) }
        turns[turn] = state
    }

    /// An entry of a combo was chosen.
    mutating func used(_ combo: String, entry: Int) {
        if uses[combo] == nil, uses.count >= Limits.rotations { uses.removeAll() }
        var counts = uses.removeValue(forKey: combo) ?? []
        while counts.count <= entry { counts.append(0) }
        counts[entry] += 1
        uses[combo] = counts
    }

    /// How often each entry of a combo was chosen.
    func uses(of combo: String) -> [UInt64] { uses[combo] ?? [] }

    // MARK: Strategies

    private func inTurns(_ list: some Ranked, _ key: Key, _ begun: Int?) -> Order {
        var fit: UInt64 = 0
        var isWhole = true
        for position in 0..<list.count {
            let isFit = list.isFit(position)
            if !isFit { isWhole = false }
            fit = (fit ^ (isFit ? 2 : 1)) &* 0x0000_0100_0000_01B3
        }
        let turn = isWhole ? key : Key(name: key.name, rank: key.rank, fit: fit)
        // The configuration may have become shorter since.
        let next = (turns[turn]?.next ?? 0) % list.count
        return Order(positions: .rotated(list.count, start: begun ?? next), turn: turn)
    }

    private mutating func shuffled(_ count: Int) -> [Int] {
        var list = Array(0..<count)
        list.shuffle(using: &random)
        return list
    }

    /// The healthier of two, then all by health.
    private mutating func betterOfTwo(_ list: some Ranked) -> [Int] {
        let scores = (0..<list.count).map { list.score($0) }
        var order = Array(0..<list.count)
        order.sort { (scores[$1], $0) < (scores[$0], $1) }
        let fit = (0..<list.count).filter { list.isFit($0) }
        guard let first = fit.randomElement(using: &random), fit.count > 1 else { return order }
        var second = fit[Int.random(in: 0..<fit.count - 1, using: &random)]
        if second == first { second = fit[fit.count - 1] }
        Self.lead(with: scores[second] > scores[first] ? second : first, &order)
        return order
    }

    /// One drawn by its share, then all by share; without any share each is as likely.
    private mutating func byWeight(_ list: some Ranked) -> [Int] {
        var order = Self.sorted(list.count) { UInt64(UInt32.max - list.weight($0)) }
        let fit = (0..<list.count).filter { list.isFit($0) }
        let total = fit.reduce(UInt64(0)) { $0 + UInt64(list.weight($1)) }
        guard total > 0 else {
            if let drawn = fit.randomElement(using: &random) { Self.lead(with: drawn, &order) }
            return order
        }
        var point = UInt64.random(in: 0..<total, using: &random)
        for position in fit {
            let weight = UInt64(list.weight(position))
            if point < weight {
                Self.lead(with: position, &order)
                break
            }
            point -= weight
        }
        return order
    }

    private mutating func byLatency(_ list: some Ranked) -> [Int] {
        var order = Self.sorted(list.count) { list.latency($0) }
        if random.next() % Limits.explorationInterval == 0 {
            Self.lead(with: Int.random(in: 0..<list.count, using: &random), &order)
        }
        return order
    }

    /// Ascending; as written where it is the same.
    private static func sorted(_ count: Int, by rank: (Int) -> UInt64) -> [Int] {
        let ranks = (0..<count).map(rank)
        return (0..<count).sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    }

    private static func lead(with first: Int, _ order: inout [Int]) {
        guard let index = order.firstIndex(of: first) else { return }
        order.remove(at: index)
        order.insert(first, at: 0)
    }
}
