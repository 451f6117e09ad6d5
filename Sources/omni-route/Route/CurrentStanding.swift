internal import IPC

/// How candidates stand for one request at one moment.
struct CurrentStanding: CandidateStanding {
    let budgets: BudgetBook
    let ask: RouteAsk
    let keyName: String
    let moment: Moment

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

    func score(_ candidate: Candidate) -> Int { candidate.target.health.score(at: moment) }

    func latency(_ candidate: Candidate) -> UInt64? { candidate.target.health.latency }

    func useCount(_ candidate: Candidate) -> UInt64 { candidate.target.health.leases }

    func lastUsed(_ candidate: Candidate) -> UInt64 {
        candidate.target.health.lastUsed?.now ?? 0
    }

    // MARK: Money

    /// The most a call may cost.
    func reservation(_ candidate: Candidate) -> Cost {
        Cost.reservation(
            inputTokens: ask.estimatedInputTokens, maxOutput: ask.maxOutputTokens,
            modelMaxOutput: candidate.maxOutput, price: candidate.facts?.price)
    }

    /// Who would spend it.
    func spender(_ target: Target) -> Spender {
        Spender(
            keyID: ask.keyID, keyName: keyName, providerID: target.connection.provider,
            tier: target.connection.tier, connectionName: target.connection.name)
    }

    private func budget(_ candidate: Candidate) -> Obstacle? {
        let verdict = budgets.verdict(
            for: spender(candidate.target), reserving: reservation(candidate), at: moment)
        guard case .exhausted(let exhaustion) = verdict else { return nil }
        return exhaustion.obstacle(at: moment)
    }
}
