internal import IPC

/// What is remembered of a lease.
struct LeaseRecord {
    /// Its number.
    let id: UInt64
    /// The connection it was given for.
    let health: ConnectionHealth
    /// When it was given, nanoseconds of a monotonic clock.
    let issued: UInt64
    /// Counted among the connection's open leases; those for asking for a model list are not.
    let isCounted: Bool
    /// Whether a report came.
    var isReported = false
    /// What the report said.
    var failure = FailureClass.none
}
