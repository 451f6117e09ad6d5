internal import IPC

/// The connections that serve one name: accounts of one provider, or servers behind one prefix.
final class AccountGroup {
    /// Accounts of one priority.
    struct Rank {
        /// Where they lie among the candidates.
        let range: Range<Int>
        /// The first tier among them.
        let tier: Int
        /// The same is known of all their models: what one cannot do, none can.
        let isUniform: Bool
    }

    /// Names the group in counters: "prefix/model".
    let key: String
    /// The model that all of them are asked for.
    let model: String
    /// In the order in which they are tried.
    let candidates: [Candidate]
    /// Where their connections stand in the gauges.
    let places: [Int]
    /// Runs of one priority.
    ///
    /// A strategy orders accounts of one priority; those of a later one are for when all before cannot.
    let ranks: [Rank]
    private let hasDisabled: Bool
    /// Positions by connection; made when first asked for.
    private lazy var positions = Dictionary(
        candidates.map { ($0.target.connection.id, $0.position) },
        uniquingKeysWith: { first, _ in first })
    /// Which accounts keys may use, by rank.
    private var permissions = ScopeMemo<[Fitness]>()
    /// Positions by what never changes, by rank; made when a strategy first asks.
    private var byPrice: [Int: [Int]] = [:]
    private var byTier: [Int: [Int]] = [:]

    /// A group of at least one connection, ordered by priority.
    init(key: String, targets: [Target], model: String) {
        self.key = key
        var candidates: [Candidate] = []
        candidates.reserveCapacity(targets.count)
        for (position, target) in targets.enumerated() {
            candidates.append(
                Candidate(
                    target: target, model: model, position: position, sibling: candidates.last))
        }
        self.candidates = candidates
        self.model = model
        places = candidates.map(\.place)
        hasDisabled = candidates.contains { $0.target.connection.disabled }
        var ranks: [Rank] = []
        var start = 0
        for index in candidates.indices {
            let next = index + 1
            let isLast = next == candidates.count
            if isLast || candidates[next].priority != candidates[index].priority {
                let run = candidates[start..<next]
                let isUniform = run.dropFirst().allSatisfy { $0.hasSameModel(as: run[start]) }
                ranks.append(
                    Rank(
                        range: start..<next, tier: run.map(\.tier).min() ?? .max,
                        isUniform: isUniform))
                start = next
            }
        }
        self.ranks = ranks
    }

    /// Whether a candidate is one of this group.
    func contains(_ candidate: Candidate) -> Bool {
        candidate.position < candidates.count && candidates[candidate.position] === candidate
    }

    /// The candidate of a connection and model.
    func candidate(connectionID: String, model: String) -> Candidate? {
        guard model == self.model else { return nil }
        return positions[connectionID].map { candidates[$0] }
    }

    // MARK: Who is a choice

    /// Which accounts of a rank are ones for a request, whatever the time.
    ///
    /// Costs the same for one account and for thousands where the same is known of all their models.
    func fitness(ofRank rank: Int, _ demand: Demand, isNamed: Bool) -> Fitness {
        let permitted = permitted(ofRank: rank, demand, isNamed: isNamed)
        let range = ranks[rank].range
        guard !permitted.isNone else { return .none }
        if ranks[rank].isUniform {
            return demand.suits(candidates[range.lowerBound]) ? permitted : .none
        }
        return Fitness(
            range.map {
                permitted.includes($0 - range.lowerBound) && demand.suits(candidates[$0])
            })
    }

    /// Whether any account is one for a request, whatever the time.
    func isFit(for demand: Demand, isNamed: Bool) -> Bool {
        ranks.indices.contains { !fitness(ofRank: $0, demand, isNamed: isNamed).isNone }
    }

    /// Which accounts of a rank are switched on, not blocked, and allowed to the key.
    private func permitted(ofRank rank: Int, _ demand: Demand, isNamed: Bool) -> Fitness {
        let isFree = demand.scope.isOpen || isNamed && !demand.scope.boundsProviders
        if isFree, !hasDisabled, demand.blocked.isEmpty { return .all }
        return permissions.value(of: demand.scope, isNamed: isNamed, blocked: demand.blocked) {
            ranks.map { rank in
                Fitness(
                    candidates[rank.range].map {
                        Filters.refusal($0, demand, isNamed: isNamed) == nil
                    })
            }
        }[rank]
    }

    // MARK: Orders

    /// The positions of a rank by something that never changes, as written where that is the same; nil for other strategies.
    func positions(ofRank rank: Int, by strategy: Strategy) -> [Int]? {
        switch strategy {
        case .costOptimized:
            return sorted(rank, in: &byPrice) { $0.inputPrice ?? .max }
        case .tiered:
            return sorted(rank, in: &byTier) { UInt64(clamping: $0.tier) }
        case .priority, .roundRobin, .p2C, .random, .leastUsed, .weighted, .lowestLatency:
            return nil
        }
    }

    private func sorted(
        _ rank: Int, in known: inout [Int: [Int]], by value: (Candidate) -> UInt64
    ) -> [Int] {
        if let order = known[rank] { return order }
        let range = ranks[rank].range
        let values = candidates[range].map(value)
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        known[rank] = order
        return order
    }
}
