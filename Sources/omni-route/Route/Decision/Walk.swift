internal import IPC

/// One way through a plan, in the order of its strategies, to the first candidate that nothing stands in the way of.
///
/// Only as many candidates are looked at as it takes.
struct Walk<Standing: CandidateStanding> {
    let standing: Standing
    let demand: Demand
    /// Order of the accounts behind one name.
    let accounts: AccountOrder
    /// Where the conversation was answered last; nil for nowhere, or somewhere else.
    let seat: Candidate?
    /// The candidate of the first attempt, when this is a later one.
    let begun: Candidate?
    /// Look at all of them and choose none.
    private let isSurvey: Bool
    /// Leave out none of those that cannot be called.
    private let isComplete: Bool
    /// What was looked at, in order.
    private(set) var passed: [Passed] = []
    /// How many others were left out: they cannot be called, and what they lack or wait for is not looked at.
    private(set) var skipped = 0
    /// What refuses the request as a whole.
    private(set) var ending: Obstacle?

    init(
        _ standing: Standing, _ demand: Demand, accounts: AccountOrder, seat: Candidate?,
        begun: Candidate?, isSurvey: Bool = false, isComplete: Bool = false
    ) {
        self.standing = standing
        self.demand = demand
        self.accounts = accounts
        self.seat = seat
        self.begun = begun
        self.isSurvey = isSurvey
        self.isComplete = isSurvey || isComplete
    }

    /// The first ready candidate of a plan; nil when there is none.
    ///
    /// `isNamed` when a combo around it is allowed to the key by its name.
    mutating func first(
        of plan: Plan, isNamed: Bool = false, _ ordering: inout Ordering
    ) -> Candidate? {
        let isNamed = isNamed || plan.isNamed(by: demand.scope)
        guard plan.entries.count > 1 else {
            let found = first(of: plan.entries[0], isNamed: isNamed, &ordering)
            if found != nil, !plan.combo.isEmpty {
                ordering.used(plan.combo, entry: plan.entries[0].position)
            }
            return found
        }
        let list = RankedEntries(
            entries: plan.entries,
            uses: plan.strategy == .leastUsed ? ordering.uses(of: plan.combo) : [],
            standing: standing, demand: demand, isNamed: isNamed)
        let order = ordering.order(
            list, by: plan.strategy, key: Ordering.Key(name: plan.combo, rank: -1),
            begun: begun.flatMap { begun in
                plan.entries.firstIndex { $0.contains(begun) }
            })
        var positions = order.positions
        while let position = positions.next(in: list) {
            let entry = plan.entries[position]
            if let found = first(of: entry, isNamed: isNamed, &ordering) {
                ordering.used(plan.combo, entry: entry.position)
                if let turn = order.turn, begun == nil {
                    ordering.took(turn, position, of: plan.entries.count, sticky: plan.sticky)
                }
                return found
            }
            if ending != nil { return nil }
        }
        return nil
    }

    private mutating func first(
        of entry: PlanEntry, isNamed: Bool, _ ordering: inout Ordering
    ) -> Candidate? {
        switch entry.body {
        case .accounts(let group): first(of: group, isNamed: isNamed, &ordering)
        case .combo(let plan): first(of: plan, isNamed: isNamed, &ordering)
        }
    }

    private mutating func first(
        of group: AccountGroup, isNamed: Bool, _ ordering: inout Ordering
    ) -> Candidate? {
        for (number, rank) in group.ranks.enumerated() {
            let range = rank.range
            if let seat, seat.tier <= rank.tier, !isSurvey,
                group.contains(seat), range.contains(seat.position),
                isReady(seat, isNamed: isNamed)
            {
                return seat
            }
            let list = RankedAccounts(
                group, rank: number, standing: standing, demand: demand, isNamed: isNamed)
            let order = ordering.order(
                list, by: accounts.strategy, key: Ordering.Key(name: group.key, rank: number),
                begun: begun.flatMap { begun in
                    group.contains(begun) && range.contains(begun.position)
                        ? begun.position - range.lowerBound : nil
                })
            var positions = order.positions
            while let position = positions.next(in: list) {
                let candidate = list[position]
                let isFit = list.isFit(position)
                if mayLeaveOut, !isFit || standing.rests(candidate) {
                    skipped += 1
                    continue
                }
                if look(at: candidate, isFit: isFit, isNamed: isNamed) {
                    if let turn = order.turn, begun == nil {
                        ordering.took(turn, position, of: list.count, sticky: accounts.sticky)
                    }
                    return candidate
                }
                if ending != nil { return nil }
            }
        }
        return nil
    }

    /// Of some it is said why they cannot be called; that others cannot either is enough to know, unless nobody can.
    private var mayLeaveOut: Bool { !isComplete && passed.count >= Limits.explainedSteps }

    /// Whether nothing stands in the way of a candidate; leaves no mark.
    func isReady(_ candidate: Candidate, isNamed: Bool) -> Bool {
        Filters.obstacle(candidate, demand, isNamed: isNamed) == nil
            && standing.obstacle(candidate) == nil
    }

    /// Whether it is the one to call; what stands in its way is noted.
    private mutating func look(at candidate: Candidate, isFit: Bool, isNamed: Bool) -> Bool {
        let lasting =
            isFit
            ? Filters.spent(candidate, demand)
            : Filters.obstacle(candidate, demand, isNamed: isNamed)
        let obstacle = lasting ?? standing.obstacle(candidate)
        guard obstacle != nil || isSurvey else { return true }
        passed.append(Passed(candidate: candidate, obstacle: obstacle))
        if !isSurvey, let obstacle, obstacle.isFinal { ending = obstacle }
        return false
    }
}
