internal import IPC

/// Whether one provider works, over all of its accounts.
///
/// Belongs to the decision loop; one for each provider and address.
final class ProviderHealth {
    /// Which provider.
    let key: ProviderKey
    /// Grows whenever what `rows(at:)` gives has changed.
    private(set) var revision: UInt64 = 0
    /// The revision that was written last; nil before the first.
    var savedRevision: UInt64?
    /// Times that the breaker opened.
    private(set) var openings: UInt64 = 0

    private var breaker = Breaker()
    private var profile: ResilienceProfile

    init(_ key: ProviderKey, _ resilience: Resilience) {
        self.key = key
        profile = .of(resilience)
    }

    /// Takes over how its connections are configured.
    func configure(_ resilience: Resilience) { profile = .of(resilience) }

    /// What stands in the way of a call.
    func obstacle(at moment: Moment) -> Obstacle? { breaker.obstacle(at: moment) }

    /// A lease was given.
    func leased(_ leaseID: UInt64, at moment: Moment) { breaker.began(leaseID, at: moment) }

    /// A lease was reported, or is no longer waited for.
    func released(_ leaseID: UInt64) { breaker.gaveBack(leaseID) }

    /// Takes a report over, before the lease is released.
    ///
    /// Only those of calls of a model: lists of models come from elsewhere in many a provider.
    func reported(_ report: RouteReport, at moment: Moment) {
        if report.failure == .none {
            if breaker.succeeded(report.leaseID) { revision += 1 }
        } else if FailureEffect.of(report).scope == .provider {
            guard breaker.failed(report.leaseID, profile, at: moment) else { return }
            openings += 1
            revision += 1
        } else {
            breaker.gaveBack(report.leaseID)
        }
    }

    /// Closes the breaker: a person says that the provider works.
    func reset() {
        breaker.reset()
        revision += 1
    }

    // MARK: People

    /// Where the breaker stands.
    func state(at moment: Moment) -> Breaker.State { breaker.state(at: moment) }

    /// When an open breaker lets a call through, monotonic nanoseconds; nil when it is closed.
    var opensUntil: UInt64? { breaker.opensUntil }

    /// Failures in a row.
    var failures: Int { breaker.failures }

    // MARK: Memory

    /// What survives a restart.
    func rows(at moment: Moment) -> [HealthRow] {
        guard let span = breaker.span(at: moment) else { return [] }
        return [
            HealthRow(
                scope: .provider, key: key.text, level: Int64(breaker.failures),
                began: span.began, until: span.until)
        ]
    }

    /// Takes over what an earlier process has kept; rows of others are ignored.
    func restore(_ rows: [HealthRow], at moment: Moment) {
        for row in rows where row.scope == .provider && row.key == key.text {
            breaker.restore(
                row.span, failures: Int(clamping: row.level), profile, at: moment)
        }
    }
}
