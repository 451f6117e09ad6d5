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
}

extension Ranked {
    /// Rank by a strategy that has ranks; lower ones come first.
    func rank(_ position: Int, by strategy: Strategy) -> UInt64 {
        switch strategy {
        case .p2C: ~Self.ascending(score(position))
        case .weighted: UInt64(UInt32.max - weight(position))
        case .lowestLatency: latency(position)
        case .leastUsed: use(position)
        case .costOptimized: price(position) ?? .max
        case .tiered: UInt64(clamping: tier(position))
        case .priority, .roundRobin, .random: UInt64(position)
        }
    }

    /// Keeps the order, negative numbers among them.
    private static func ascending(_ number: Int) -> UInt64 {
        UInt64(bitPattern: Int64(number)) ^ (1 << 63)
    }
}

extension CandidateStanding {
    /// Rank by latency.
    ///
    /// Who was never called comes first, so that all become known; who was called and has no latency yet comes last, so that
    /// not all requests of that moment run there.
    func latencyRank(_ candidate: Candidate) -> UInt64 {
        latency(candidate) ?? (useCount(candidate) == 0 ? 0 : .max)
    }
}

/// Accounts of one priority.
struct RankedAccounts<Standing: CandidateStanding>: Ranked {
    let candidates: ArraySlice<Candidate>
    let standing: Standing
    let demand: Demand
    let isNamed: Bool

    var count: Int { candidates.count }

    func score(_ position: Int) -> Int { standing.score(self[position]) }
    func latency(_ position: Int) -> UInt64 { standing.latencyRank(self[position]) }
    /// The one that was not used for longest, which needs no counters of its own.
    func use(_ position: Int) -> UInt64 { standing.lastUsed(self[position]) }
    func price(_ position: Int) -> UInt64? { self[position].inputPrice }
    func weight(_ position: Int) -> UInt32 { 1 }
    func tier(_ position: Int) -> Int { self[position].tier }
    func isFit(_ position: Int) -> Bool {
        Filters.unfit(self[position], demand, isNamed: isNamed) == nil
    }

    private subscript(position: Int) -> Candidate { candidates[candidates.startIndex + position] }
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
    func isFit(_ position: Int) -> Bool {
        entries[position].candidates.contains {
            Filters.unfit($0, demand, isNamed: isNamed) == nil
        }
    }

    private func first(_ position: Int) -> ArraySlice<Candidate> {
        entries[position].candidates.prefix(Limits.standingAccounts)
    }
}
