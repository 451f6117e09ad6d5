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
        refusal(candidate, demand, isNamed: isNamed) ?? demand.shortcoming(of: candidate)
    }

    /// Why a candidate is none for any request of the key; holds for as long as the configuration does.
    static func refusal(
        _ candidate: Candidate, _ demand: Demand, isNamed: Bool
    ) -> SkipReason? {
        if !demand.scope.allows(candidate, isNamed: isNamed) { return .notAllowed }
        if candidate.target.connection.disabled { return .disabled }
        let isBlocked = demand.blocked.contains(candidate.target.providerKey)
        return isBlocked ? .blockedProvider : nil
    }

    /// Whether it has had its turn in this request.
    static func spent(_ candidate: Candidate, _ demand: Demand) -> Obstacle? {
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
