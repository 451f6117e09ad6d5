internal import IPC
internal import Store

/// Puts shares of batches into one day's file, within a transaction.
struct DayCommit {
    let store: DayStore
    let numbers: RowNumbers
    let collecting: Bool
    private(set) var report = CommitReport()
    private(set) var counts: DayCounts

    /// Begins within a transaction.
    init(_ store: DayStore, _ numbers: RowNumbers, collecting: Bool) throws(StoreError) {
        self.store = store
        self.numbers = numbers
        self.collecting = collecting
        counts = try store.counts()
    }

    /// Stores what is new of each share, and the sums over it.
    ///
    /// What is numbered at or below the producer's last number in this file is left out. The number is read in the
    /// transaction, because the predecessor of this process may still be storing.
    mutating func run(_ shares: [DayShare]) throws(StoreError) {
        for share in shares { try store(share) }
        try store.rollups.flush()
        try store.keep(counts)
    }

    private mutating func store(_ share: DayShare) throws(StoreError) {
        let last = try store.lastSequence(of: share.batch.producer)
        var highest = last
        for place in share.places {
            let sequence = share.sequence(place)
            guard sequence > last else {
                report.skipped += 1
                continue
            }
            try store(share.batch.records[place].entry)
            highest = sequence
        }
        if highest > last { try store.keep(highest, of: share.batch.producer) }
    }

    private mutating func store(_ entry: Record.Entry?) throws(StoreError) {
        switch entry {
        case .request(let request): try store(request)
        case .attempt(let attempt): try store(attempt)
        case .call(let call): try store(call)
        case .console, .body, nil: preconditionFailure("only rows go into a day's file")
        }
    }

    /// Once; one told by ingress replaces one told by another daemon.
    private mutating func store(_ told: RequestRecord) throws(StoreError) {
        let old = try store.request(like: told)
        var request = told
        if let old {
            guard let joined = told.joined(with: old.record) else {
                report.skipped += 1
                return
            }
            request = joined
        }
        let number = try numbers.take()
        try store.add(request, replacing: old, number: number)
        counts.requests.add(number)
        if old != nil { counts.requests.rows -= 1 }
        report.stored += 1
        report.rows.requests += 1
        if collecting {
            report.requests.append(
                CommittedRequest(sequence: UInt64(number), request: request, replaced: old?.record))
        }
    }

    private mutating func store(_ attempt: AttemptRecord) throws(StoreError) {
        let number = try numbers.take()
        guard try store.add(attempt, number: number) else {
            report.skipped += 1
            return
        }
        counts.attempts.add(number)
        report.stored += 1
        report.rows.attempts += 1
        if collecting { report.attempts.append(attempt) }
    }

    private mutating func store(_ call: CallRecord) throws(StoreError) {
        let number = try numbers.take()
        try store.add(call, number: number)
        counts.calls.add(number)
        report.stored += 1
        report.rows.calls += 1
        if collecting { report.calls.append(call) }
    }
}
