/// What is set aside for calls under way.
struct Reservations {
    /// One call.
    struct Reservation {
        var spender: Spender
        /// Picodollars; 0 when unknown or notional.
        var amount: UInt64
        var isNotional: Bool
        /// From which the amount was set aside, as of `generation`.
        var accounts: [BudgetAccount] = []
        /// The set of budgets.
        var generation: UInt64
        /// Monotonic nanoseconds.
        var expires: UInt64
    }

    private var calls: [UInt64: Reservation] = [:]
    /// Ids in the order of their reservations; those that are gone stay until they are passed.
    private var order: [UInt64] = []
    private var head = 0

    /// Calls under way.
    var count: Int { calls.count }

    /// Keeps a reservation; its id must not be in use.
    mutating func insert(_ id: UInt64, _ reservation: Reservation) {
        calls[id] = reservation
        if order.count > 2 * calls.count + 1_024 {
            var seen: Set<UInt64> = []
            order = order[head...].filter { calls[$0] != nil && seen.insert($0).inserted }
            head = 0
        }
        order.append(id)
    }

    /// Takes a reservation out; nil when it is not known.
    mutating func remove(_ id: UInt64) -> Reservation? { calls.removeValue(forKey: id) }

    /// The call that was reserved first, when it must go: it has expired, or there are too many.
    mutating func overdue(at now: UInt64, capacity: Int) -> UInt64? {
        while head < order.count {
            guard let oldest = calls[order[head]] else {
                head += 1
                continue
            }
            return oldest.expires <= now || calls.count > capacity ? order[head] : nil
        }
        return nil
    }
}
