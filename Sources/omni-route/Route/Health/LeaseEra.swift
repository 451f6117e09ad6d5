/// Tells calls that began after some event from those begun before it, by the numbers of their leases.
///
/// Numbers only grow, over processes as well: what a process before this one leased belongs to the time before.
struct LeaseEra {
    /// All calls up to this one began before; the largest number while no call has begun since.
    private var last: UInt64 = 0

    /// An era that begins now.
    static var new: LeaseEra {
        var era = LeaseEra()
        era.beginAnew()
        return era
    }

    /// The event happens: what has begun so far began before.
    mutating func beginAnew() { last = .max }

    /// A call begins.
    mutating func began(_ leaseID: UInt64) {
        if last == .max { last = leaseID &- 1 }
    }

    /// Whether a call began after the event; true for all when there was none.
    func contains(_ leaseID: UInt64) -> Bool { leaseID > last }
}
