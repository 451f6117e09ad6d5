internal import IPC

/// What calls of one connection have shown, and whether it may be called now.
///
/// Belongs to the decision loop; kept across configurations for as long as the id stays. A call is followed by the number of
/// its lease: numbers grow, and so tell which calls began before a rest and which after.
final class ConnectionHealth {
    /// Which connection.
    let connectionID: String
    /// Leases given.
    private(set) var leases: UInt64 = 0
    /// Reports by failure class; the first is success.
    private(set) var reports = [UInt64](repeating: 0, count: FailureClass.allCases.count)
    /// The last failure and its HTTP status, the caller's own among them; nil after a success.
    private(set) var lastFailure: (failure: FailureClass, status: UInt32)?
    /// When it was last leased; nil for never.
    private(set) var lastUsed: Moment?
    /// Time to the first token in microseconds, a mean in which newer calls weigh more; nil when none was measured.
    private(set) var latency: UInt64?
    /// Grows whenever what `rows(at:)` gives has changed.
    private(set) var revision: UInt64 = 0
    /// The revision that was written last; nil before the first.
    var savedRevision: UInt64?

    private var cooldown = Cooldown()
    private var locks = ModelLocks()
    private var gate = CallGate()
    private var profile = ResilienceProfile.apiKey
    private var endpoint: ProviderKey?
    /// Whether the last call ended through the account's, the model's or the provider's fault.
    private var hasFailed = false
    private let jitter: Jitter
    private var gauges: Gauges?
    /// Where it stands in the gauges.
    private(set) var place = 0

    init(connectionID: String, jitter: Jitter = .system) {
        self.connectionID = connectionID
        self.jitter = jitter
    }

    /// Takes over how the connection is configured; what is known of another provider is forgotten.
    func configure(_ connection: ProviderConnection) {
        let key = ProviderKey(connection)
        if let endpoint, endpoint != key { reset() }
        endpoint = key
        profile = .of(connection.resilience)
        gate.configure(connection.limits ?? ConnectionLimits())
    }

    /// Shows from now on how it stands in a place of the gauges.
    func show(on gauges: Gauges, at place: Int) {
        self.gauges = gauges
        self.place = place
        show()
    }

    private func show() {
        gauges?[place] = Gauges.Gauge(
            restUntil: cooldown.cause == nil ? 0 : cooldown.until, lastUsed: lastUsed?.now ?? 0,
            latencyRank: latency ?? (leases == 0 ? 0 : .max), score: lastingScore)
    }

    // MARK: Decisions

    /// What stands in the way of a call; nil when it may begin at once.
    ///
    /// `ignoringRest`: what beside a rest does, for a second try of what has just failed.
    func obstacle(
        model: String, at moment: Moment, ignoringRest: Bool = false
    ) -> Obstacle? {
        let rest = ignoringRest ? nil : cooldown.obstacle(at: moment)
        let lock = locks.obstacle(model, at: moment)
        if let rest, let lock { return rest.outlasts(lock) ? rest : lock }
        return rest ?? lock ?? gate.obstacle(at: moment)
    }

    /// How well it is, up to 100: for strategies that prefer the healthier.
    func score(at moment: Moment) -> Int {
        max(0, lastingScore - (cooldown.isResting(at: moment) ? HealthLimits.restScore : 0))
    }

    private var lastingScore: Int { 100 - 10 * cooldown.level - (hasFailed ? 20 : 0) }

    /// Time in nanoseconds until its rest is over; 0 without one.
    func rest(at now: UInt64) -> UInt64 {
        cooldown.cause != nil && cooldown.until > now ? cooldown.until - now : 0
    }

    // MARK: Calls

    /// Leases not yet reported.
    var open: Int { gate.open }

    /// A lease was given.
    func leased(_ leaseID: UInt64, model: String, at moment: Moment) {
        leases += 1
        lastUsed = moment
        cooldown.began(leaseID, at: moment)
        locks.began(model, leaseID)
        gate.began(at: moment)
        show()
    }

    /// A lease was reported, or is no longer waited for.
    func released(_ leaseID: UInt64) {
        cooldown.gaveBack(leaseID)
        gate.ended()
    }

    /// Takes a report over, before the lease is released.
    ///
    /// A call without a model (for the list of models) is counted, and says no more: lists are given out when the plan is
    /// used up as well.
    func reported(_ report: RouteReport, model: String, at moment: Moment) {
        reports[Int(report.failure.rawValue)] += 1
        defer { show() }
        guard !model.isEmpty, report.failure != .cancelled else { return }
        gate.learn(report, at: moment)
        guard report.failure != .none else {
            succeeded(report, model: model, at: moment)
            return
        }
        lastFailure = (report.failure, report.status)
        let effect = FailureEffect.of(report)
        if effect.scope != .none { hasFailed = true }
        if report.reason == .reasonSilent { measure(report.totalUs) }
        if failed(report, effect, model: model, at: moment) { revision += 1 }
    }

    private func succeeded(_ report: RouteReport, model: String, at moment: Moment) {
        lastFailure = nil
        hasFailed = false
        measure(report.firstTokenUs)
        let isRecovered = cooldown.succeeded(report.leaseID, at: moment)
        let isUnlocked = locks.succeeded(model, report.leaseID)
        if isRecovered || isUnlocked { revision += 1 }
    }

    private func failed(
        _ report: RouteReport, _ effect: FailureEffect, model: String, at moment: Moment
    ) -> Bool {
        let named = NamedWait.of(report)
        switch effect.scope {
        case .none: return false
        case .model:
            return locks.failed(
                model, report.leaseID, effect.cause, named: named, jitter, at: moment)
        case .account, .provider, .credential:
            return cooldown.failed(
                report.leaseID, effect.cause, named: named, profile, jitter, at: moment)
        }
    }

    private func measure(_ microseconds: UInt64) {
        guard microseconds > 0 else { return }
        let new = min(microseconds, HealthLimits.call / 1_000)
        latency = latency.map { ($0 * 4 + new) / 5 } ?? new
    }

    // MARK: People

    /// Calls that failed, the caller's own faults among them.
    var failures: UInt64 {
        reports.reduce(0, +) - reports[Int(FailureClass.none.rawValue)]
            - reports[Int(FailureClass.cancelled.rawValue)]
    }

    /// Why it rests or is on trial after a rest; nil when it is well.
    var cause: CooldownCause? { cooldown.cause }

    /// Steps climbed on the ladder of rests; 0 when it is well.
    var level: Int { cooldown.level }

    /// The models that are locked, with the end of the lock in monotonic nanoseconds.
    func lockedModels(at moment: Moment) -> [(model: String, until: UInt64)] {
        locks.locked(at: moment)
    }

    /// Forgets rests, locks and learned limits: a person says that it is well.
    func reset() {
        cooldown.reset()
        locks.reset()
        gate.forget()
        lastFailure = nil
        hasFailed = false
        revision += 1
        show()
    }

    /// The credential is another one: what the old one was refused for no longer holds.
    func credentialChanged() { reset() }

    // MARK: Memory

    /// What survives a restart.
    func rows(at moment: Moment) -> [HealthRow] {
        var rows = locks.rows(key: connectionID, at: moment)
        if let span = cooldown.span(at: moment), let cause = cooldown.cause {
            rows.append(
                HealthRow(
                    scope: .account, key: connectionID, cause: cause.rawValue,
                    level: Int64(cooldown.level), began: span.began, until: span.until))
        }
        return rows
    }

    /// Takes over what an earlier process has kept, after `configure`; rows of others and unknown ones are ignored.
    func restore(_ rows: [HealthRow], at moment: Moment) {
        for row in rows where row.key == connectionID {
            guard let cause = CooldownCause(rawValue: row.cause) else { continue }
            let level = Int(clamping: row.level)
            switch row.scope {
            case .account:
                cooldown.restore(row.span, cause, level: level, profile, at: moment)
            case .model:
                locks.restore(row.span, cause, model: row.name, level: level, at: moment)
            case .provider: break
            }
        }
        show()
    }
}
