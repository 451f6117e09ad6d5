internal import IPC

/// What is remembered of a lease.
final class LeaseRecord {
    /// What a lease was given for.
    struct Purpose {
        /// The request.
        var requestID = ""
        /// The client's key; empty without one.
        var keyID = ""
        /// The model at the provider; empty when the list of models is asked for.
        var model = ""
        /// What its tokens cost; nil when unknown.
        var price: Price?
        /// Whose conversation it belongs to; nil for none.
        var session: Affinity.Session?
        /// What the answer may be kept for.
        var ticket = AnswerTicket()
        /// What the ticket is found under; nil without a request.
        var errand: Errand?
        /// When the request is over, nanoseconds of a monotonic clock; a report comes no later than a little after.
        var end = UInt64.max
        /// Whether whoever asked is still connected.
        var isWanted: () -> Bool = { true }
    }

    /// Its number.
    let id: UInt64
    /// The connection it was given for.
    let target: Target
    /// What for.
    let purpose: Purpose
    /// When it was given, nanoseconds of a monotonic clock.
    let issued: UInt64
    /// Whether a report came, or is no longer waited for.
    fileprivate(set) var isReported = false
    /// It was given up without a report.
    fileprivate(set) var isAbandoned = false
    /// When whoever asked was first seen to be gone; nil while it is there.
    fileprivate var goneSince: UInt64?
    /// What the report said; nil before it.
    fileprivate(set) var outcome: FailedAttempt?

    init(id: UInt64, target: Target, purpose: Purpose, issued: UInt64) {
        self.id = id
        self.target = target
        self.purpose = purpose
        self.issued = issued
    }

    /// It is for the list of models: no call of a model, and counted nowhere.
    var isForList: Bool { purpose.model.isEmpty }
}

/// The leases given lately, so that reports and failures can be matched with their connection.
///
/// A ring: the lease's number says where it is. When it is full the oldest lease is forgotten, reported or not.
struct LeaseTable {
    private var ring: [LeaseRecord] = []
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

    /// Gives a lease.
    mutating func issue(
        _ target: Target, _ purpose: LeaseRecord.Purpose, now: UInt64
    ) -> LeaseRecord {
        expire(now: now, atMost: 4)
        let record = LeaseRecord(
            id: base + issued, target: target, purpose: purpose, issued: now)
        if ring.count < capacity {
            ring.append(record)
        } else {
            let slot = Int(issued % UInt64(capacity))
            abandon(ring[slot])
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

    /// What is known of a lease; nil when it never was given here or is too long ago.
    func record(_ id: UInt64, now: UInt64) -> LeaseRecord? {
        guard let slot = slot(of: id), ring[slot].id == id,
            now < ring[slot].issued || now - ring[slot].issued <= Limits.leaseLifetime
        else { return nil }
        return ring[slot]
    }

    /// Takes a report over; nil when the lease is unknown or was reported before.
    mutating func report(_ report: RouteReport, now: UInt64) -> LeaseRecord? {
        guard let record = record(report.leaseID, now: now), !record.isReported else { return nil }
        record.isReported = true
        record.outcome = FailedAttempt(
            connectionID: record.target.connection.id, model: record.purpose.model,
            failure: report.failure, reason: report.reason, status: report.status,
            retryAfterMs: report.retryAfterMs)
        if !record.isForList {
            open -= 1
            openIDs.remove(record.id)
        }
        return record
    }

    /// Gives up leases whose report is overdue, up to a number of steps.
    mutating func expire(now: UInt64, atMost steps: Int) {
        for _ in 0..<steps where oldest < issued {
            let record = ring[Int(oldest % UInt64(capacity))]
            guard record.isReported || isOver(record, at: now) else { return }
            abandon(record)
            oldest += 1
        }
    }

    /// Gives up leases whose request is over, or whose asker is gone, for some time.
    mutating func sweep(now: UInt64) {
        expire(now: now, atMost: Limits.leases)
        for id in openIDs {
            guard let record = record(id, now: now), !record.isReported else {
                openIDs.remove(id)
                continue
            }
            if isOver(record, at: now) || isDeserted(record, at: now) { abandon(record) }
        }
    }

    private func isOver(_ record: LeaseRecord, at now: UInt64) -> Bool {
        guard now > record.issued else { return false }
        if now - record.issued > Limits.leaseLifetime { return true }
        let (late, isEndless) = record.purpose.end.addingReportingOverflow(Limits.reportGrace)
        return !isEndless && now > late
    }

    /// A process that lost only its connection would have reported by another one by now.
    private func isDeserted(_ record: LeaseRecord, at now: UInt64) -> Bool {
        guard !record.purpose.isWanted() else {
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

    private mutating func abandon(_ record: LeaseRecord) {
        guard !record.isReported else { return }
        record.isReported = true
        record.isAbandoned = true
        guard !record.isForList else { return }
        openIDs.remove(record.id)
        abandoned += 1
        open -= 1
        overdue.append(record)
    }

    private func slot(of id: UInt64) -> Int? {
        guard id >= base, id - base < issued else { return nil }
        return Int((id - base) % UInt64(capacity))
    }
}
