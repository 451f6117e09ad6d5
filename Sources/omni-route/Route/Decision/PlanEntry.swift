internal import IPC

/// One entry of a plan.
struct PlanEntry {
    /// What an entry leads to.
    enum Body {
        /// The connections behind one name.
        case accounts(AccountGroup)
        /// Another combo, which keeps its own order.
        case combo(Plan)
    }

    /// Position among the combo's entries, as configured.
    let position: Int
    /// Share, for the weighted strategy.
    let weight: UInt32
    /// What it leads to.
    let body: Body
    /// All candidates of it, as configured.
    let candidates: [Candidate]
    /// The lowest known price of an input token, in picodollars; nil when none is known.
    let inputPrice: UInt64?
    /// The first tier among its connections.
    let tier: Int

    init(position: Int, weight: UInt32, body: Body) {
        self.position = position
        self.weight = weight
        self.body = body
        switch body {
        case .accounts(let group):
            candidates = group.candidates
            inputPrice = group.candidates.compactMap(\.inputPrice).min()
            tier = group.candidates.map(\.tier).min() ?? .max
        case .combo(let plan):
            candidates = plan.candidates
            inputPrice = plan.entries.compactMap(\.inputPrice).min()
            tier = plan.entries.map(\.tier).min() ?? .max
        }
    }

    /// Whether a candidate is among those it leads to.
    func contains(_ candidate: Candidate) -> Bool {
        switch body {
        case .accounts(let group): group.contains(candidate)
        case .combo(let plan): plan.entries.contains { $0.contains(candidate) }
        }
    }

    /// The candidate of a connection and model.
    func candidate(connectionID: String, model: String) -> Candidate? {
        switch body {
        case .accounts(let group): group.candidate(connectionID: connectionID, model: model)
        case .combo(let plan): plan.candidate(connectionID: connectionID, model: model)
        }
    }

    /// Whether any candidate is one for a request, whatever the time; `isNamed` when what is around it is allowed by its name.
    func isFit(for demand: Demand, isNamed: Bool) -> Bool {
        switch body {
        case .accounts(let group): group.isFit(for: demand, isNamed: isNamed)
        case .combo(let plan):
            plan.entries.contains {
                $0.isFit(for: demand, isNamed: isNamed || plan.isNamed(by: demand.scope))
            }
        }
    }
}
