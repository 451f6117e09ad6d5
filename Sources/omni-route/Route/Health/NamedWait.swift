internal import IPC

/// The wait that a provider asks for in a failure.
enum NamedWait {
    /// In nanoseconds; nil when it named none.
    ///
    /// What it says outright comes first. Else a limit of which nothing remains tells when it is whole again.
    static func of(_ report: RouteReport) -> UInt64? {
        if report.retryAfterMs > 0 { return UInt64(report.retryAfterMs) * 1_000_000 }
        guard report.status == 429 else { return nil }
        let resets = report.rates.prefix(HealthLimits.rates).compactMap { state in
            state.remaining == 0 && state.limit != 0 ? state.resetMs : nil
        }
        return resets.max().flatMap { $0 > 0 ? UInt64($0) * 1_000_000 : nil }
    }
}
