internal import IPC

/// Knows when accounts were asked, beyond the life of this process: it sleeps between two rounds of a timer.
protocol QuotaMemory: AnyObject {
    /// When an account was asked for the last time; nil when it never was.
    func lastReading(of connection: String) -> QuotaReading.Last?
    /// Notes that an account was asked.
    func keep(_ last: QuotaReading.Last, of connection: String)
    /// Forgets accounts, because they are others now.
    func forget(_ connections: [String])
}

extension QuotaReading {
    /// When an account was asked, and how much it had been used by then.
    struct Last: Equatable, Sendable {
        /// Microseconds since 1970.
        var asked: Int64
        /// Calls that route has counted; it counts from its own start on.
        var calls: Int64

        /// Whether asking again can bring something new: it is long enough ago, and the account was used since.
        ///
        /// - Parameters:
        ///   - now: Microseconds since 1970.
        ///   - age: Microseconds that must have passed.
        ///   - calls: What route has counted now; nil when that is not known.
        /// - Returns: Whether the account should be asked.
        func isDue(at now: Int64, after age: Int64, calls: Int64?) -> Bool {
            // A clock that was set back says nothing.
            guard asked > now || now - asked >= age else { return false }
            return calls.map { $0 != self.calls } ?? true
        }
    }
}
