/// The connections that serve one name: accounts of one provider, or servers behind one prefix.
final class AccountGroup {
    /// Accounts of one priority.
    struct Rank {
        /// Where they lie among the candidates.
        let range: Range<Int>
        /// The first tier among them.
        let tier: Int
    }

    /// Names the group in counters: "prefix/model".
    let key: String
    /// In the order in which they are tried.
    let candidates: [Candidate]
    /// Runs of one priority.
    ///
    /// A strategy orders accounts of one priority; those of a later one are for when all before cannot.
    let ranks: [Rank]

    /// A group of at least one connection, ordered by priority.
    init(key: String, targets: [Target], model: String) {
        self.key = key
        var candidates: [Candidate] = []
        candidates.reserveCapacity(targets.count)
        for target in targets {
            candidates.append(Candidate(target: target, model: model, sibling: candidates.last))
        }
        self.candidates = candidates
        var ranks: [Rank] = []
        var start = 0
        for index in candidates.indices {
            let next = index + 1
            let isLast = next == candidates.count
            if isLast || candidates[next].priority != candidates[index].priority {
                let tier = candidates[start..<next].map(\.tier).min() ?? .max
                ranks.append(Rank(range: start..<next, tier: tier))
                start = next
            }
        }
        self.ranks = ranks
    }
}
