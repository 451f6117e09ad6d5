internal import IPC

/// What stands in the way of a candidate whatever the time: the key, settings, what the model can do, and what has failed
/// for this request.
enum Filters {
    /// The obstacle; nil when there is none.
    ///
    /// What is not known of a model never stands in its way. `isNamed` when the combo or alias that leads to it is allowed to
    /// the key by its name.
    static func obstacle(
        _ candidate: Candidate, _ demand: Demand, isNamed: Bool
    ) -> Obstacle? {
        unfit(candidate, demand, isNamed: isNamed).map { Obstacle($0) }
            ?? spent(candidate, demand)
    }

    /// Why a candidate is none for requests such as this one.
    static func unfit(
        _ candidate: Candidate, _ demand: Demand, isNamed: Bool
    ) -> SkipReason? {
        if !demand.allows(candidate, isNamed: isNamed) { return .notAllowed }
        if candidate.target.connection.disabled { return .disabled }
        if !demand.blocked.isEmpty, demand.blocked.contains(candidate.target.providerKey) {
            return .blockedProvider
        }
        if let lack = demand.lack(of: candidate) { return lack }
        return demand.isTooLong(for: candidate) ? .contextTooSmall : nil
    }

    /// Whether it has had its turn in this request.
    private static func spent(_ candidate: Candidate, _ demand: Demand) -> Obstacle? {
        guard !demand.failed.isEmpty else { return nil }
        let id = candidate.target.connection.id
        for attempt in demand.failed where attempt.connectionID == id {
            if attempt.isOfAccount || attempt.model == candidate.model {
                return Obstacle(.failedBefore, status: attempt.isOfRate ? 429 : attempt.status)
            }
        }
        if demand.strictness < .sameServer,
            demand.failedServers.contains(candidate.target.connection.baseURL)
        {
            return Obstacle(.failedBefore)
        }
        return nil
    }
}
