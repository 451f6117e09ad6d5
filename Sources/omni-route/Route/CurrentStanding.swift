internal import IPC

/// How candidates stand for one request at one moment.
///
/// An object, as everything that looks at candidates holds it.
final class CurrentStanding: CandidateStanding {
    let budgets: BudgetBook
    let gauges: Gauges
    /// Somebody has bounded what may be spent.
    let hasBudgets: Bool
    let keyID: String
    let keyName: String
    let inputTokens: UInt64
    let outputTokens: UInt64
    let moment: Moment
    /// The call is answered with a vector: there is no output to be paid for.
    var isForVector = false

    init(
        budgets: BudgetBook, hasBudgets: Bool, gauges: Gauges, ask: RouteAsk, keyName: String,
        moment: Moment
    ) {
        self.budgets = budgets
        self.hasBudgets = hasBudgets
        self.gauges = gauges
        keyID = ask.keyID
        self.keyName = keyName
        inputTokens = ask.estimatedInputTokens
        outputTokens = ask.maxOutputTokens
        self.moment = moment
    }

    func obstacle(_ candidate: Candidate) -> Obstacle? {
        let target = candidate.target
        // Money comes last: it costs most to look at.
        return target.provider.obstacle(at: moment)
            ?? target.health.obstacle(model: candidate.model, at: moment)
            ?? target.quota?.obstacle(at: moment)
            ?? budget(candidate)
    }

    func obstacleBesideRest(_ candidate: Candidate) -> Obstacle? {
        let target = candidate.target
        return target.provider.obstacle(at: moment)
            ?? target.health.obstacle(
                model: candidate.model, at: moment, ignoringRest: true)
            ?? target.quota?.obstacle(at: moment)
            ?? budget(candidate)
    }

    func score(_ candidate: Candidate) -> Int {
        gauges[candidate.place].score(at: moment.now)
    }

    func rests(_ candidate: Candidate) -> Bool {
        gauges[candidate.place].restUntil > moment.now
    }

    func latencyRank(_ candidate: Candidate) -> UInt64 { gauges[candidate.place].latencyRank }

    func lastUsed(_ candidate: Candidate) -> UInt64 { gauges[candidate.place].lastUsed }

    func ranks(of places: ArraySlice<Int>, by strategy: Strategy) -> [UInt64]? {
        let now = moment.now
        // Accounts at rest come last: they were not used for longest, and would all be looked at in vain.
        return switch strategy {
        case .leastUsed: gauges.values(at: places) { $0.restUntil > now ? .max : $0.lastUsed }
        case .lowestLatency:
            gauges.values(at: places) { $0.restUntil > now ? .max : $0.latencyRank }
        case .p2C: gauges.values(at: places) { Rank.healthiestFirst($0.score(at: now)) }
        case .priority, .roundRobin, .random, .costOptimized, .weighted, .tiered: nil
        }
    }

    // MARK: Money

    /// The most a call may cost.
    func reservation(_ candidate: Candidate) -> Charge {
        if isForVector {
            return Charge.of(
                Usage(source: .estimated, input: inputTokens),
                at: candidate.facts?.price)
        }
        return Charge.reservation(
            inputTokens: inputTokens, maxOutput: outputTokens,
            modelMaxOutput: candidate.maxOutput, price: candidate.facts?.price)
    }

    /// Who would spend it.
    func spender(_ target: Target) -> Spender {
        Spender(
            keyID: keyID, keyName: keyName, providerID: target.connection.provider,
            tier: target.connection.tier, connectionName: target.connection.name)
    }

    private func budget(_ candidate: Candidate) -> Obstacle? {
        guard hasBudgets else { return nil }
        let verdict = budgets.verdict(
            for: spender(candidate.target), reserving: reservation(candidate), at: moment)
        guard case .exhausted(let exhaustion) = verdict else { return nil }
        return exhaustion.obstacle(at: moment)
    }
}
