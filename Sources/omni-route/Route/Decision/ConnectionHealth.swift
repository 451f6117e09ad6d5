internal import IPC

/// What calls of one connection have shown.
///
/// Kept in memory, and across configurations for as long as the id stays.
final class ConnectionHealth {
    /// Which connection.
    let connectionID: String
    /// Leases given.
    private(set) var leases: UInt64 = 0
    /// Leases not yet reported.
    private(set) var open = 0
    /// Reports by failure class; the first is success.
    private(set) var reports = [UInt64](repeating: 0, count: FailureClass.allCases.count)
    /// The last failure and its HTTP status; nil after a success.
    private(set) var lastFailure: (failure: FailureClass, status: UInt32)?
    private var restsUntil: UInt64 = 0

    init(connectionID: String) { self.connectionID = connectionID }

    /// A lease was given.
    func leased() {
        leases += 1
        open += 1
    }

    /// A lease was reported, or is no longer waited for.
    func released() { open = max(0, open - 1) }

    /// Takes a report over; times in the nanoseconds of a monotonic clock.
    func reported(_ report: RouteReport, now: UInt64) {
        reports[Int(report.failure.rawValue)] += 1
        switch report.failure {
        case .none:
            lastFailure = nil
            restsUntil = 0
        case .cancelled:
            // Says nothing about the provider.
            break
        case .caller, .account, .model, .provider, .transient:
            lastFailure = (report.failure, report.status)
            let rest = min(UInt64(report.retryAfterMs) * 1_000_000, Limits.cooldown)
            if rest > 0 { restsUntil = max(restsUntil, now + rest) }
        }
    }

    /// Time until the provider wants to be called again; 0 when it may be called now.
    func rest(at now: UInt64) -> UInt64 { restsUntil > now ? restsUntil - now : 0 }
}
