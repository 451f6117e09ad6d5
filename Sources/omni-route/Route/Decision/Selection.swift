internal import IPC

/// Chooses one candidate for an ask.
///
/// In this order: the same candidate once more, when its failure may pass; the connection that has the conversation's
/// prompts in its cache; the first that is ready in the order of the strategies; waiting for a place; a short pause that the
/// provider asked for; a refusal.
struct Selection<Standing: CandidateStanding> {
    /// What the choice is about.
    let plan: Plan
    /// How candidates stand.
    let standing: Standing
    /// Order of the accounts behind one name.
    let accounts: AccountOrder
    /// Nanoseconds of the monotonic clock.
    let now: UInt64
    /// The request may wait; false when it has waited as long as it may.
    let mayWait: Bool
    private let demand: Demand
    private let seat: Candidate?
    private var passed: [Passed] = []
    /// How many candidates were left out beside what was looked at.
    private(set) var skipped = 0

    /// A choice for a request.
    ///
    /// `failed` are the calls of this request that failed, oldest first, as far as they are remembered; `seat` is where the
    /// conversation was answered last.
    init(
        _ plan: Plan, for ask: RouteAsk, scope: KeyScope = .open, blocked: Set<String> = [],
        failed: [FailedAttempt] = [], seat: Affinity.Seat? = nil,
        accounts: AccountOrder = AccountOrder(), standing: Standing, now: UInt64,
        mayWait: Bool = true
    ) {
        self.plan = plan
        self.standing = standing
        self.accounts = accounts
        self.now = now
        self.mayWait = mayWait
        self.seat = seat.flatMap {
            plan.candidate(connectionID: $0.connectionID, model: $0.model)
        }
        let servers = failed.filter(\.isOfServer).compactMap {
            plan.candidate(connectionID: $0.connectionID, model: $0.model)?
                .target.connection.baseURL
        }
        demand = Demand(
            ask, scope: scope, blocked: blocked, failed: failed, failedServers: servers)
    }

    /// The decision, and what was looked at on the way.
    mutating func choose(_ ordering: inout Ordering) -> (decision: Decision, passed: [Passed]) {
        let decision = decide(&ordering)
        return (decision, passed)
    }

    /// All candidates in the order in which they would be tried now; changes nothing.
    func survey(_ ordering: Ordering) -> [Passed] {
        var copy = ordering
        var walk = walk(isSurvey: true)
        _ = walk.first(of: plan, &copy)
        return walk.passed
    }

    private mutating func decide(_ ordering: inout Ordering) -> Decision {
        guard demand.attempt <= plan.attempts else { return .denied(refusals.exhausted) }
        if let again = again() { return .lease(again, delayMs: 0) }
        if let seat = freeSeat() { return .lease(seat, delayMs: 0) }
        for level in [Demand.Strictness.strict, .sameServer, .anyWindow] {
            guard isWorthwhile(level) else { continue }
            demand.strictness = level
            var walk = walk()
            var found = walk.first(of: plan, &ordering)
            if found == nil, walk.ending == nil, walk.skipped > 0 {
                // Why nobody can be called is to be known of all.
                walk = self.walk(isComplete: true)
                found = walk.first(of: plan, &ordering)
            }
            passed = walk.passed
            skipped = walk.skipped
            if let found { return .lease(found, delayMs: 0) }
            if let ending = walk.ending { return .denied(refusals.ended(by: ending)) }
            if let wait = waiting() { return wait }
        }
        if let last = lastResort() { return last }
        return .denied(refusals.denial)
    }

    private func walk(isSurvey: Bool = false, isComplete: Bool = false) -> Walk<Standing> {
        let begun =
            demand.attempt > 1
            ? demand.failed.first.flatMap {
                plan.candidate(connectionID: $0.connectionID, model: $0.model)
            } : nil
        return Walk(
            standing, demand, accounts: accounts, seat: seat, begun: begun, isSurvey: isSurvey,
            isComplete: isComplete)
    }

    private var refusals: Refusals<Standing> {
        Refusals(plan: plan, demand: demand, passed: passed, standing: standing, now: now)
    }

    /// Whether another level of strictness could find what the one before did not.
    private func isWorthwhile(_ level: Demand.Strictness) -> Bool {
        switch level {
        case .strict: true
        case .sameServer: !demand.failedServers.isEmpty
        case .anyWindow: passed.contains { $0.obstacle?.reason == .contextTooSmall }
        }
    }

    // MARK: The same candidate

    /// How often a candidate failed for this request.
    private func failures(of candidate: Candidate) -> Int {
        demand.failed.count {
            $0.connectionID == candidate.target.connection.id && $0.model == candidate.model
        }
    }

    /// The candidate of the last failed call, when it may be called again: once, or twice when it is the only one.
    private func repeatable(_ last: FailedAttempt) -> Candidate? {
        guard
            let candidate = plan.candidate(connectionID: last.connectionID, model: last.model),
            failures(of: candidate)
                < (plan.candidates.count == 1 ? Int(Limits.attemptsAlone) : 2),
            Filters.unfit(candidate, demand, isNamed: true) == nil
        else { return nil }
        return candidate
    }

    /// The last candidate, when its failure may pass at once.
    ///
    /// That its account rests for that very failure does not count.
    private func again() -> Candidate? {
        guard let last = demand.failed.last, last.mayPass, let candidate = repeatable(last) else {
            return nil
        }
        return standing.obstacleBesideRest(candidate) == nil ? candidate : nil
    }

    /// The last candidate after the short pause that its provider asked for, when no other is left.
    private func lastResort() -> Decision? {
        guard let last = demand.failed.last, last.wantsPause, let candidate = repeatable(last)
        else {
            return nil
        }
        var pause = UInt64(last.retryAfterMs) * 1_000_000
        if let beside = standing.obstacleBesideRest(candidate), beside.reason != .rateLimited {
            return nil
        }
        if let obstacle = standing.obstacle(candidate) {
            if let until = obstacle.until { pause = until > now ? until - now : 0 }
        }
        let milliseconds = (pause + 999_999) / 1_000_000
        guard pause <= Limits.shortPause, isInTime(milliseconds) else { return nil }
        return .lease(candidate, delayMs: UInt32(clamping: milliseconds))
    }

    // MARK: Affinity

    /// The conversation's connection, when the plan leaves it to chance or turns who answers.
    ///
    /// Where the user has put entries into an order, the session stays within the entry whose turn it is.
    private func freeSeat() -> Candidate? {
        guard let seat, isFree(seat, in: plan), seat.tier <= plan.entries.map(\.tier).min() ?? 0,
            walk().isReady(seat, isNamed: isNamed(seat, in: plan))
        else { return nil }
        return seat
    }

    private func isFree(_ candidate: Candidate, in plan: Plan) -> Bool {
        guard plan.entries.count > 1, plan.strategy.balances else { return false }
        for entry in plan.entries where entry.contains(candidate) {
            guard case .combo(let inner) = entry.body else {
                return candidate.priority == entry.candidates[0].priority
            }
            return isFree(candidate, in: inner)
        }
        return false
    }

    private func isNamed(_ candidate: Candidate, in plan: Plan) -> Bool {
        if plan.isNamed(by: demand.scope) { return true }
        for entry in plan.entries where entry.contains(candidate) {
            guard case .combo(let inner) = entry.body else { return false }
            return isNamed(candidate, in: inner)
        }
        return false
    }

    // MARK: Waiting

    /// Waiting for those that will be free soon; nil when there is none.
    private func waiting() -> Decision? {
        guard mayWait else { return nil }
        var soonest: UInt64?
        var candidates: [Candidate] = []
        for step in passed {
            guard let obstacle = step.obstacle, isSoonGone(obstacle, of: step.candidate) else {
                continue
            }
            candidates.append(step.candidate)
            if let until = obstacle.until { soonest = min(soonest ?? until, until) }
        }
        return candidates.isEmpty ? nil : .wait(until: soonest, candidates)
    }

    private func isSoonGone(_ obstacle: Obstacle, of candidate: Candidate) -> Bool {
        // A place may come free long before the time by which one must.
        if obstacle.reason == .busy { return true }
        guard let until = obstacle.until else { return false }
        let left = until > now ? until - now : 0
        guard isInTime(left / 1_000_000) else { return false }
        if obstacle.reason == .coolingDown { return left <= Limits.shortPause }
        let own = candidate.target.connection.limits?.queueTimeoutMs ?? 0
        let patience = own > 0 ? own : Limits.queueTimeoutMs
        return obstacle.isShort && left <= UInt64(patience) * 1_000_000
    }

    /// Whether so many milliseconds are left for the request.
    private func isInTime(_ milliseconds: UInt64) -> Bool {
        demand.remainingMs == 0 || milliseconds < UInt64(demand.remainingMs)
    }
}

extension Strategy {
    /// Spreads requests, rather than putting one target before another.
    var balances: Bool {
        switch self {
        case .roundRobin, .p2C, .random, .leastUsed, .weighted: true
        case .priority, .costOptimized, .lowestLatency, .tiered: false
        }
    }
}
