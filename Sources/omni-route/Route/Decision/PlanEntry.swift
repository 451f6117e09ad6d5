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
}
