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
        case .random:
            let first = Int.random(in: 0..<count, using: &random)
            let rest = SplitMix(seed: random.next())
            return Order(positions: .drawn(first, of: count, rest), turn: nil)
        case .p2C: return led(by: Self.betterOfTwo(list, &random), list, strategy)
        case .weighted: return led(by: Self.weighted(list, &random), list, strategy)
        case .lowestLatency:
            let isExploring = random.next() % Limits.explorationInterval == 0
            let explored = isExploring ? Int.random(in: 0..<count, using: &random) : nil
            return led(by: explored, list, strategy)
        case .costOptimized, .tiered:
            guard let sorted = list.sorted(by: strategy) else {
                return led(by: nil, list, strategy)
            }
            return Order(positions: .listed(sorted), turn: nil)
        case .leastUsed: return led(by: nil, list, strategy)
        }
    }

    /// One of them, or the lowest by rank, then the others by rank.
    private func led(by first: Int?, _ list: some Ranked, _ strategy: Strategy) -> Order {
        let first = first ?? Self.lowest(list, by: strategy)
        return Order(positions: .led(by: first, of: list.count, strategy), turn: nil)
    }

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
        if uses.count >= Limits.rotations, uses[combo] == nil { uses.removeAll() }
        Self.count(entry, in: &uses[combo, default: []])
    }

    private static func count(_ entry: Int, in counts: inout [UInt64]) {
        while counts.count <= entry { counts.append(0) }
        counts[entry] += 1
    }

    /// How often each entry of a combo was chosen.
    func uses(of combo: String) -> [UInt64] { uses[combo] ?? [] }

    private func inTurns(_ list: some Ranked, _ key: Key, _ begun: Int?) -> Order {
        let turn = Key(name: key.name, rank: key.rank, fit: list.fitness.mark)
        // The configuration may have become shorter since.
        let next = (turns[turn]?.next ?? 0) % list.count
        return Order(positions: .rotated(list.count, start: begun ?? next), turn: turn)
    }
}
