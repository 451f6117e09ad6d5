internal import IPC

extension RequestRecord {
    /// This record by ingress, with what only the one that it replaces knows: ingress had lost translate, which told the rest.
    func inheriting(from old: RequestRecord) -> RequestRecord {
        guard attempts == 0, usage == nil, old.attempts > 0 || old.usage != nil else { return self }
        var record = self
        if record.modelAsked.isEmpty { record.modelAsked = old.modelAsked }
        record.modelAnswered = old.modelAnswered
        record.provider = old.provider
        record.connectionID = old.connectionID
        record.connectionName = old.connectionName
        record.attempts = old.attempts
        record.usage = old.usage
        record.cost = old.cost
        record.failedCost = old.failedCost
        record.savedCost = old.savedCost
        record.failedUnknown = old.failedUnknown
        record.savedUnknown = old.savedUnknown
        record.cache = old.cache
        record.combo = old.combo
        record.tier = old.tier
        record.finishReason = old.finishReason
        return record
    }
}
