internal import IPC

/// A list that a strategy orders: the entries of a combo, or the accounts behind one name.
protocol Ranked {
    /// How many there are.
    var count: Int { get }
    /// Health; higher is better.
    func score(_ position: Int) -> Int
    /// Rank by latency; lower is better.
    func latency(_ position: Int) -> UInt64
    /// Rank by use; lower is less used.
    func use(_ position: Int) -> UInt64
    /// Picodollars for an input token; nil when unknown.
    func price(_ position: Int) -> UInt64?
    /// Share.
    func weight(_ position: Int) -> UInt32
    /// Place of its tier.
    func tier(_ position: Int) -> Int
    /// Whether it is one for requests such as this, whatever the time.
    func isFit(_ position: Int) -> Bool
    /// Which of all are ones for requests such as this.
    var fitness: Fitness { get }
    /// All have the same share.
    var isEven: Bool { get }
    /// All positions by a strategy whose ranks never change, where they are in order already; nil elsewhere.
    func sorted(by strategy: Strategy) -> [Int]?
    /// The ranks of all positions, where they are had at once for less than one by one; nil elsewhere.
    func ranks(by strategy: Strategy) -> [UInt64]?
}

extension Ranked {
    func ranks(by strategy: Strategy) -> [UInt64]? { nil }

    /// Rank by a strategy that has ranks; lower ones come first.
    func rank(_ position: Int, by strategy: Strategy) -> UInt64 {
        switch strategy {
        case .p2C: Rank.healthiestFirst(score(position))
        case .weighted: UInt64(UInt32.max - weight(position))
        case .lowestLatency: latency(position)
        case .leastUsed: use(position)
        case .costOptimized: price(position) ?? .max
        case .tiered: UInt64(clamping: tier(position))
        case .priority, .roundRobin, .random: UInt64(position)
        }
    }
}

/// Numbers whose order is that of candidates.
enum Rank {
    /// Of a score: the higher it is, the lower the rank; scores may be negative.
    static func healthiestFirst(_ score: Int) -> UInt64 {
        ~(UInt64(bitPattern: Int64(score)) ^ (1 << 63))
    }
}

/// Accounts of one priority.
struct RankedAccounts<Standing: CandidateStanding>: Ranked {
    let group: AccountGroup
    let rank: Int
    let fitness: Fitness
    let standing: Standing
    private let start: Int
    let count: Int

    init(
        _ group: AccountGroup, rank: Int, standing: Standing, demand: Demand, isNamed: Bool
    ) {
        self.group = group
        self.rank = rank
        self.standing = standing
        let range = group.ranks[rank].range
        start = range.lowerBound
        count = range.count
        fitness = group.fitness(ofRank: rank, demand, isNamed: isNamed)
    }

    var isEven: Bool { true }

    func score(_ position: Int) -> Int { standing.score(self[position]) }
    func latency(_ position: Int) -> UInt64 { standing.latencyRank(self[position]) }
    /// The one that was not used for longest, which needs no counters of its own.
    func use(_ position: Int) -> UInt64 { standing.lastUsed(self[position]) }
    func price(_ position: Int) -> UInt64? { self[position].inputPrice }
    func weight(_ position: Int) -> UInt32 { 1 }
    func tier(_ position: Int) -> Int { self[position].tier }
    func isFit(_ position: Int) -> Bool { fitness.includes(position) }
    func sorted(by strategy: Strategy) -> [Int]? { group.positions(ofRank: rank, by: strategy) }
    func ranks(by strategy: Strategy) -> [UInt64]? {
        standing.ranks(of: group.places[start..<start + count], by: strategy)
    }

    /// The account at a position.
    subscript(position: Int) -> Candidate { group.candidates[start + position] }
}

/// Entries of a combo.
///
/// An entry stands as the best of its first accounts does.
struct RankedEntries<Standing: CandidateStanding>: Ranked {
    let entries: [PlanEntry]
    let uses: [UInt64]
    let standing: Standing
    let demand: Demand
    let isNamed: Bool

    var count: Int { entries.count }
    var isEven: Bool { false }
    var fitness: Fitness { Fitness(entries.indices.map(isFit)) }

    func score(_ position: Int) -> Int {
        first(position).reduce(.min) { max($0, standing.score($1)) }
    }
    func latency(_ position: Int) -> UInt64 {
        first(position).reduce(.max) { min($0, standing.latencyRank($1)) }
    }
    func use(_ position: Int) -> UInt64 {
        let entry = entries[position].position
        return entry < uses.count ? uses[entry] : 0
    }
    func price(_ position: Int) -> UInt64? { entries[position].inputPrice }
    func weight(_ position: Int) -> UInt32 { entries[position].weight }
    func tier(_ position: Int) -> Int { entries[position].tier }
    func isFit(_ position: Int) -> Bool { entries[position].isFit(for: demand, isNamed: isNamed) }
    func sorted(by strategy: Strategy) -> [Int]? { nil }

    private func first(_ position: Int) -> ArraySlice<Candidate> {
        entries[position].candidates.prefix(Limits.standingAccounts)
    }
}
