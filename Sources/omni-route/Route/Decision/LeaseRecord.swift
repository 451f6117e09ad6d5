internal import IPC

/// What is remembered of a lease.
///
/// Tens of thousands are remembered, so that one that is over lets go of the request.
final class LeaseRecord {
    /// Its number.
    let id: UInt64
    /// The connection it was given for.
    let target: Target
    /// The model that is called; nil when the list of models is asked for.
    let candidate: Candidate?
    /// When it was given, nanoseconds of a monotonic clock.
    let issued: UInt64
    /// The request that it was given for; nil for a list, and when it is over.
    private(set) var ask: Ask?
    /// Its question is embedded: the answer is none that is kept, or that the conversation goes on with.
    let isForVector: Bool
    /// The decisions about the request; nil when they are not kept, and when the request is over.
    var traces: RequestTraces?
    /// Whether a report came, or is no longer waited for.
    fileprivate(set) var isReported = false
    /// It was given up without a report.
    fileprivate(set) var isAbandoned = false
    /// When it was reported or given up.
    fileprivate var ended: UInt64 = 0
    /// When whoever asked was first seen to be gone; nil while it is there.
    fileprivate var goneSince: UInt64?
    /// What the report said; nil before it.
    fileprivate(set) var outcome: FailedAttempt?

    init(
        id: UInt64, target: Target, candidate: Candidate?, ask: Ask?, isForVector: Bool,
        issued: UInt64
    ) {
        self.id = id
        self.target = target
        self.candidate = candidate
        self.ask = ask
        self.isForVector = isForVector
        self.issued = issued
    }

    /// When its report is overdue, nanoseconds of the monotonic clock: its request may take hours.
    var due: UInt64 {
        guard let end = ask?.end else { return Saturating.sum(issued, Limits.leaseLifetime) }
        return Saturating.sum(end, Limits.reportGrace)
    }

    /// It is for the list of models: no call of a model, and counted nowhere.
    var isForList: Bool { candidate == nil }

    /// The model at the provider; empty for a list.
    var model: String { candidate?.model ?? "" }

    /// What its tokens cost; nil when unknown.
    var price: Price? { candidate?.facts?.price }

    /// What the answer may be kept for.
    var ticket: AnswerTicket { isForVector ? AnswerTicket() : ask?.ticket ?? AnswerTicket() }

    /// Whose conversation it belongs to; nil for none.
    var session: Affinity.Session? {
        guard let message = ask?.message, message.session != 0, !isForVector else { return nil }
        return Affinity.Session(hash: message.session, keyID: message.keyID)
    }

    /// Lets go of the request; `isLast` when no other call of it follows.
    func close(isLast: Bool) {
        ask = nil
        if isLast { traces = nil }
    }
}

/// The leases given lately, so that reports and failures can be matched with their connection.
///
/// A ring: the lease's number says where it is. When it is full the oldest lease is forgotten, unless it is open: its place
/// and its money are still taken.
struct LeaseTable {
    private var ring: [LeaseRecord] = []
    private var elders = ElderLeases()
    private let capacity: Int
    private let base: UInt64
    private var issued: UInt64 = 0
    /// The oldest lease that may still be open, counted as `issued` is.
    private var oldest: UInt64 = 0
    /// Leases that wait for their report.
    private(set) var open = 0
    /// Leases forgotten without a report.
    private(set) var abandoned: UInt64 = 0
    private var openIDs: Set<UInt64> = []
    /// Those given up since the last look, so that others can forget them as well.
    private var overdue: [LeaseRecord] = []

    /// A table whose numbers no earlier process has used.
    ///
    /// They begin with the time of the start; room for 4,096 leases a microsecond keeps them ahead of every number given
    /// out before.
    init(wallMicroseconds: Int64, capacity: Int = Limits.leases) {
        base = Self.first(at: wallMicroseconds)
        self.capacity = capacity
    }

    /// The first number of a table that begins at a time.
    static func first(at wallMicroseconds: Int64) -> UInt64 {
        UInt64(clamping: wallMicroseconds) << 12
    }

    /// Leases given so far.
    var count: UInt64 { issued }

    /// The number of the last lease; 0 when none was given.
    var last: UInt64 { issued == 0 ? 0 : base + issued - 1 }

    /// Gives a lease.
    mutating func issue(
        _ target: Target, _ candidate: Candidate? = nil, for ask: Ask? = nil,
        isForVector: Bool = false, now: UInt64
    ) -> LeaseRecord {
        expire(now: now, atMost: 4)
        let record = LeaseRecord(
            id: base + issued, target: target, candidate: candidate, ask: ask,
            isForVector: isForVector, issued: now)
        if ring.count < capacity {
            ring.append(record)
        } else {
            let slot = Int(issued % UInt64(capacity))
            makeRoom(of: ring[slot], now: now)
            ring[slot] = record
            oldest = max(oldest, issued - UInt64(capacity) + 1)
        }
        issued += 1
        if !record.isForList {
            open += 1
            openIDs.insert(record.id)
        }
        return record
    }

    /// What is known of a lease; nil when it never was given here or ended too long ago.
    func record(_ id: UInt64, now: UInt64) -> LeaseRecord? {
        guard let record = known(id) else { return nil }
        guard record.isReported else { return record }
        return now <= Saturating.sum(record.ended, Limits.leaseLifetime) ? record : nil
    }

    private func known(_ id: UInt64) -> LeaseRecord? {
        guard let slot = slot(of: id) else { return nil }
        return ring[slot].id == id ? ring[slot] : elders[id]
    }

    /// Whether a lease is of a process before this one.
    func isOfEarlier(_ id: UInt64) -> Bool { id < base }

    /// Takes a report over; nil when the lease is unknown or was reported before.
    mutating func report(_ report: RouteReport, now: UInt64) -> LeaseRecord? {
        guard let record = record(report.leaseID, now: now), !record.isReported else { return nil }
        end(record, now: now)
        record.outcome = FailedAttempt(
            connectionID: record.target.connection.id, model: record.model,
            failure: report.failure, reason: report.reason, status: report.status,
            retryAfterMs: report.retryAfterMs)
        return record
    }

    private mutating func end(_ record: LeaseRecord, now: UInt64) {
        record.isReported = true
        record.ended = now
        guard !record.isForList else { return }
        open -= 1
        openIDs.remove(record.id)
        elders.ended(record.id)
    }

    /// Gives up leases whose report is overdue, up to a number of steps.
    mutating func expire(now: UInt64, atMost steps: Int) {
        for _ in 0..<steps where oldest < issued {
            let record = ring[Int(oldest % UInt64(capacity))]
            guard record.isReported || now > record.due else { return }
            abandon(record, now: now)
            oldest += 1
        }
    }

    /// Gives up leases whose request is over, or whose asker is gone, for some time.
    mutating func sweep(now: UInt64) {
        expire(now: now, atMost: Limits.leases)
        for id in openIDs {
            guard let record = known(id) else {
                openIDs.remove(id)
                continue
            }
            if now > record.due || isDeserted(record, at: now) { abandon(record, now: now) }
        }
    }

    /// A process that lost only its connection would have reported by another one by now.
    private func isDeserted(_ record: LeaseRecord, at now: UInt64) -> Bool {
        guard let ask = record.ask, !ask.isWanted() else {
            record.goneSince = nil
            return false
        }
        guard let since = record.goneSince else {
            record.goneSince = now
            return false
        }
        return now > since && now - since > Limits.desertedGrace
    }

    /// Leases given up since the last time.
    mutating func takeOverdue() -> [LeaseRecord] {
        guard !overdue.isEmpty else { return [] }
        defer { overdue = [] }
        return overdue
    }

    /// The ring needs the place of a lease: one that is open moves on, unless far too many are.
    private mutating func makeRoom(of record: LeaseRecord, now: UInt64) {
        guard !record.isReported else { return }
        guard !record.isForList, elders.hasRoom else { return abandon(record, now: now) }
        elders.keep(record)
    }

    private mutating func abandon(_ record: LeaseRecord, now: UInt64) {
        guard !record.isReported else { return }
        end(record, now: now)
        record.isAbandoned = true
        guard !record.isForList else { return }
        abandoned += 1
        overdue.append(record)
    }

    private func slot(of id: UInt64) -> Int? {
        guard id >= base, id - base < issued else { return nil }
        return Int((id - base) % UInt64(capacity))
    }
}
