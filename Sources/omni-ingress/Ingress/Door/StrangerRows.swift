/// How many rows of the ledger requests without a valid key may make: a bucket that fills again with time.
///
/// Every other row costs somebody with a key a part of their rates; these cost a stranger nothing, and the disk as much.
package struct StrangerRows: Sendable {
    /// The price of a row in nanoseconds of waiting.
    private static let cost = 1_000_000_000 / DoorLimits.strangerRowsPerSecond
    private static let most = cost * DoorLimits.strangerRowsAtOnce

    /// Nanoseconds waited and not yet paid with.
    private var credit = Self.most
    private var countedTo: UInt64 = 0

    /// A full bucket.
    package init() {}

    /// Takes the place of a row; false when there is none now.
    ///
    /// - Parameter now: Monotonic nanoseconds. Lanes look at their clocks once a tick, so it may be behind what another
    ///   gave; that adds nothing.
    /// - Returns: Whether the row may be made.
    package mutating func take(at now: UInt64) -> Bool {
        if now > countedTo {
            credit = min(Self.most, credit + min(Self.most, now - countedTo))
            countedTo = now
        }
        guard credit >= Self.cost else { return false }
        credit -= Self.cost
        return true
    }
}
