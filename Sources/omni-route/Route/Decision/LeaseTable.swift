internal import IPC

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

    /// A table whose numbers no earlier process has used.
    ///
    /// They begin with the time of the start; room for 4,096 leases a microsecond keeps them ahead of every number given
    /// out before.
    init(wallMicroseconds: Int64, capacity: Int = Limits.leases) {
        base = UInt64(clamping: wallMicroseconds) << 12
        self.capacity = capacity
    }

    /// Leases given so far.
    var count: UInt64 { issued }

    /// Gives a lease.
    mutating func issue(_ health: ConnectionHealth, now: UInt64, isCounted: Bool = true) -> UInt64 {
        expire(now: now, atMost: 4)
        let id = base + issued
        let record = LeaseRecord(id: id, health: health, issued: now, isCounted: isCounted)
        if ring.count < capacity {
            ring.append(record)
        } else {
            let slot = Int(issued % UInt64(capacity))
            abandon(slot)
            ring[slot] = record
            oldest = max(oldest, issued - UInt64(capacity) + 1)
        }
        issued += 1
        if isCounted {
            open += 1
            health.leased()
        }
        return id
    }

    /// What is known of a lease; nil when it never was given here or is too long ago.
    func record(_ id: UInt64, now: UInt64) -> LeaseRecord? {
        guard let slot = slot(of: id), ring[slot].id == id,
            now &- ring[slot].issued <= Limits.leaseLifetime
        else { return nil }
        return ring[slot]
    }

    /// Takes a report over; false when the lease is unknown or was reported before.
    mutating func report(_ report: RouteReport, now: UInt64) -> Bool {
        guard record(report.leaseID, now: now) != nil, let slot = slot(of: report.leaseID),
            !ring[slot].isReported
        else { return false }
        ring[slot].isReported = true
        ring[slot].failure = report.failure
        ring[slot].health.reported(report, now: now)
        release(slot)
        return true
    }

    /// Gives up leases whose report is overdue, up to a number of steps.
    mutating func expire(now: UInt64, atMost steps: Int) {
        for _ in 0..<steps where oldest < issued {
            let slot = Int(oldest % UInt64(capacity))
            guard now &- ring[slot].issued > Limits.leaseLifetime || ring[slot].isReported else {
                return
            }
            abandon(slot)
            oldest += 1
        }
    }

    private mutating func abandon(_ slot: Int) {
        guard !ring[slot].isReported else { return }
        ring[slot].isReported = true
        if ring[slot].isCounted { abandoned += 1 }
        release(slot)
    }

    private mutating func release(_ slot: Int) {
        guard ring[slot].isCounted else { return }
        open -= 1
        ring[slot].health.released()
    }

    private func slot(of id: UInt64) -> Int? {
        guard id >= base, id - base < issued else { return nil }
        return Int((id - base) % UInt64(capacity))
    }
}
