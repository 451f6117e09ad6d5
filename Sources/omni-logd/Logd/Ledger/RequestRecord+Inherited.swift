internal import IPC

extension RequestRecord {
    /// What is to stand in the place of `old` once this one of the same request has come; nil when `old` stays.
    ///
    /// One by ingress wins, whichever came first, with what only the other one knows.
    func joined(with old: RequestRecord) -> RequestRecord? {
        switch (secondhand, old.secondhand) {
        case (false, true): return inheriting(from: old)
        case (true, false):
            let joined = old.inheriting(from: self)
            return joined == old ? nil : joined
        case (true, true), (false, false): return nil
        }
    }

    /// This record by ingress, with what only one by translate knows: the two had lost each other.
    private func inheriting(from old: RequestRecord) -> RequestRecord {
        guard attempts == 0, usage == nil, old.attempts > 0 || old.usage != nil else { return self }
        var record = self
        record.stream = stream || old.stream
        if var timings = old.timings {
            if let receive = record.timings?.receive, receive > 0 { timings.receive = receive }
            record.timings = timings
        }
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
