internal import IPC

extension Router {
    /// Decides about an ask; `answer` is called at once or, when the request waits, later.
    ///
    /// - Parameters:
    ///   - message: The ask.
    ///   - moment: Now.
    ///   - isWanted: Whether whoever asked is still connected.
    ///   - answer: Called once; with nil when the asker must ask another process.
    /// - Returns: The ask, for whoever may have to withdraw it.
    @discardableResult
    func ask(
        _ message: RouteAsk, at moment: Moment, isWanted: @escaping () -> Bool = { true },
        answer: @escaping (RouteAnswer?) -> Void
    ) -> Ask {
        refresh(at: moment)
        counters.asks += 1
        let ask = Ask(message, at: moment, isWanted: isWanted, answer: answer)
        let isFirst = message.attempt <= 1 && message.failedLeases.isEmpty
        if isFirst, let ticket = takeTicketOfEmbedded(ask) {
            ask.ticket = ticket
            goOn(ask, at: moment)
        } else if isFirst, !(message.cacheKey.isEmpty && message.idempotencyKey.isEmpty) {
            atDesk(ask, at: moment)
        } else {
            // An errand may be another's as well, who repeats id, key and question: only later attempts go on with a ticket.
            if !isFirst, let ticket = tickets[ask.errand] { ask.ticket = ticket }
            decide(ask, at: moment)
        }
        settleReleases(at: moment)
        return ask
    }

    /// Whoever asked does not want the answer any more: what the request waits for is free for others at once.
    func withdraw(_ ask: Ask, at moment: Moment) {
        guard !ask.isAnswered else { return }
        room.withdraw(ask)
        if deskWaiters.removeValue(forKey: ask.deskToken) != nil { desk.left(ask.deskToken) }
        abandon(ask, at: moment)
        settleReleases(at: moment)
    }

    /// When `due` is to be called at the latest, nanoseconds of the monotonic clock.
    var nextDeadline: UInt64 { min(room.nextDeadline, desk.nextDeadline) }

    /// Lets time do its work.
    func due(at moment: Moment) {
        desk.due(at: moment)
        settleReleases(at: moment)
        let (open, late) = room.due(at: moment.now)
        for ask in late { decide(ask, at: moment, mayWait: false) }
        for connection in open { wake(connection, at: moment) }
        settleReleases(at: moment)
    }

    /// The process stops: those that wait ask its successor.
    func drain() {
        traces.endAll()
        for ask in room.empty() + deskWaiters.values { ask.give(nil) }
        deskWaiters = [:]
    }

    // MARK: Answers that are there already

    private func atDesk(_ ask: Ask, at moment: Moment) {
        let message = ask.message
        deskVisits += 1
        let token = deskVisits
        let question = AnswerDesk<UInt64>.Question(
            token: token, cacheKey: message.cacheKey,
            idempotencyKey: message.idempotencyKey, deadline: ask.deadline, end: ask.end)
        let outcome = desk.ask(question, at: moment) { connectionID, model in
            isServed(message, connectionID, model)
        }
        if outcome == .wait {
            deskWaiters[token] = ask
            ask.deskToken = token
        } else {
            settle(outcome, ask, at: moment)
        }
    }

    /// Whether a request could be sent to a connection's model: its name leads there and its key may use it.
    func isServed(_ ask: RouteAsk, _ connectionID: String, _ model: String) -> Bool {
        do throws(Denial) {
            let scope = try keys.scope(of: ask.keyID)
            let plan = try resolver.resolve(ask.model, scope: scope)
            guard let candidate = plan.candidate(connectionID: connectionID, model: model) else {
                return false
            }
            return !candidate.target.connection.disabled
                && !blocked.contains(candidate.target.providerKey)
                && scope.allows(candidate, isNamed: plan.isNamed(by: scope))
        } catch {
            return false
        }
    }

    func settleReleases(at moment: Moment) {
        // One that is released and refused at once releases the next.
        while true {
            let batch = desk.takeReleases()
            if batch.isEmpty { return }
            for release in batch {
                guard let ask = deskWaiters.removeValue(forKey: release.token) else { continue }
                settle(release.outcome, ask, at: moment)
            }
        }
    }

    private func settle(_ outcome: AnswerOutcome, _ ask: Ask, at moment: Moment) {
        switch outcome {
        case .proceed(let ticket):
            ask.ticket = ticket
            goOn(ask, at: moment)
        case .answer(let kept): give(kept, to: ask)
        case .wait: break
        case .crowded, .timedOut:
            refuse(
                ask,
                Denial(
                    code: .busy,
                    message: "The same request, by its Idempotency-Key, is still under way.",
                    retryAfterMs: 1_000))
        }
    }

    /// Answers with what was kept, and with what the settings of this moment say about headers and bodies.
    func give(_ kept: KeptAnswer, to ask: Ask) {
        var kept = kept
        kept.lease?.decisionHeaders = !state.routing.hideDecisions
        kept.lease?.recordBodyBytes = recordedBodies.bytes(of: ask.message.keyID)
        counters.keptAnswers += 1
        ask.give(RouteAnswer(answer: .kept(kept)))
    }

    // MARK: Decisions

    /// Gives a lease, lets it wait, or refuses it.
    func decide(_ ask: Ask, at moment: Moment, mayWait: Bool = true) {
        guard !ask.isAnswered else { return }
        guard ask.isWanted() else { return abandon(ask, at: moment) }
        let began = clock()
        var plan: Plan?
        var passed: [Passed] = []
        var skipped = 0
        var standing: CurrentStanding?
        let decision: Decision
        do throws(Denial) {
            let key = try keys.entry(of: ask.message.keyID)
            let resolved = try resolver.resolve(ask.message.model, scope: key.scope)
            plan = resolved
            let current = self.standing(for: ask.message, keyName: key.name, at: moment)
            standing = current
            var selection = selection(resolved, ask.message, key.scope, current, mayWait)
            (decision, passed) = selection.choose(&ordering)
            skipped = selection.skipped
        } catch {
            decision = .denied(error)
        }
        let record = carryOut(decision, ask, plan, standing, at: moment)
        trace(
            DecisionTrace(
                ask.message, plan: plan, passed: passed, skipped: skipped, decision: decision,
                leaseID: record?.id ?? 0, at: moment, nanoseconds: clock() &- began),
            of: ask, record, at: moment)
    }

    /// Keeps a decision with the others about its request.
    func trace(_ trace: DecisionTrace, of ask: Ask, _ record: LeaseRecord?, at moment: Moment) {
        let kept = traces.keep(trace, of: ask.traces ?? earlierTraces(of: ask, at: moment))
        ask.traces = kept
        record?.traces = kept
        if case .denied = trace.result, let kept { traces.end(kept) }
    }

    /// What was decided about a request when it came before; nil when this is the first time, or nothing is known.
    private func earlierTraces(of ask: Ask, at moment: Moment) -> RequestTraces? {
        let message = ask.message
        for id in message.failedLeases.reversed() {
            if let known = leases.record(id, now: moment.now)?.traces { return known }
        }
        let isLater =
            message.attempt > 1 || message.embeddingFailed || !message.embedding.isEmpty
        return isLater ? traces.latest(of: message.requestID) : nil
    }

    private func selection(
        _ plan: Plan, _ ask: RouteAsk, _ scope: KeyScope, _ standing: CurrentStanding,
        _ mayWait: Bool
    ) -> Selection<CurrentStanding> {
        let now = standing.moment.now
        let failed = ask.failedLeases.suffix(Int(Limits.attempts)).compactMap {
            leases.record($0, now: now)?.outcome
        }
        return Selection(
            plan, for: ask, scope: scope, blocked: blocked, failed: failed,
            seat: ask.session == 0 ? nil : affinity.seat(of: session(ask), at: now),
            accounts: accounts, standing: standing, now: now, mayWait: mayWait)
    }

    func standing(for ask: RouteAsk, at moment: Moment) -> CurrentStanding {
        standing(for: ask, keyName: keys.name(of: ask.keyID), at: moment)
    }

    private func standing(
        for ask: RouteAsk, keyName: String, at moment: Moment
    ) -> CurrentStanding {
        CurrentStanding(
            budgets: budgets, hasBudgets: !state.budgets.isEmpty, gauges: connections.gauges,
            ask: ask, keyName: keyName, moment: moment)
    }

    private func session(_ ask: RouteAsk) -> Affinity.Session {
        Affinity.Session(hash: ask.session, keyID: ask.keyID)
    }

    private func carryOut(
        _ decision: Decision, _ ask: Ask, _ plan: Plan?, _ standing: CurrentStanding?,
        at moment: Moment
    ) -> LeaseRecord? {
        switch decision {
        case .lease(let candidate, let delay):
            return lease(
                candidate, ask, plan, standing ?? self.standing(for: ask.message, at: moment),
                delay: delay, at: moment)
        case .wait(let until, let candidates):
            wait(ask, until, candidates, at: moment)
        case .denied(let denial): refuse(ask, denial)
        }
        return nil
    }

    func refuse(_ ask: Ask, _ denial: Denial) {
        counters.refusals[denial.code, default: 0] += 1
        endTicket(of: ask)
        ask.refuse(denial)
    }

    /// Whoever asked is gone: nothing is spent on it.
    private func abandon(_ ask: Ask, at moment: Moment) {
        if let known = ask.traces ?? earlierTraces(of: ask, at: moment) { traces.end(known) }
        endTicket(of: ask)
        ask.give(nil)
    }

    private func endTicket(of ask: Ask) {
        guard ask.ticket.isAnswerWanted else { return }
        if tickets[ask.errand] == ask.ticket { _ = tickets.take(ask.errand) }
        desk.ended(ask.ticket, isFailure: true)
    }

    // MARK: Waiting

    private func wait(_ ask: Ask, _ until: UInt64?, _ candidates: [Candidate], at moment: Moment) {
        if ask.order == 0 {
            counters.waits += 1
            let own = candidates.compactMap { $0.target.connection.limits?.queueTimeoutMs }.max()
            ask.waits(own.flatMap { $0 > 0 ? $0 : nil } ?? Limits.queueTimeoutMs, at: moment)
        }
        let places = candidates.map { candidate in
            let own = Int(candidate.target.connection.limits?.queue ?? 0)
            return (id: candidate.target.connection.id, depth: own > 0 ? own : Limits.queueDepth)
        }
        if !room.enter(ask, behind: places, until: until, isShared: keys.isShared) {
            decide(ask, at: moment, mayWait: false)
        }
    }

    /// A call of a connection has ended: whoever waits there may try, until one has to wait on.
    func wake(_ connection: String, at moment: Moment) {
        while let ask = room.ready(connection) {
            decide(ask, at: moment)
            if !ask.isAnswered { return }
        }
    }

    /// Others may be called now than those that the waiting requests wait for: all of them try again, in their order.
    func wakeAll(at moment: Moment) {
        for ask in room.empty() { decide(ask, at: moment) }
        settleReleases(at: moment)
    }

    // MARK: Leases

    private func lease(
        _ candidate: Candidate, _ ask: Ask, _ plan: Plan?, _ standing: CurrentStanding,
        delay: UInt32, at moment: Moment
    ) -> LeaseRecord {
        let record = issue(candidate, for: ask, standing, at: moment)
        if ask.ticket.isAnswerWanted {
            tickets.keep(ask.ticket, of: ask.errand, at: moment.now)
        }
        var lease = lease(record, candidate, plan, ask)
        lease.delayMs = delay
        lease.queuedUs = UInt32(clamping: (moment.now &- min(ask.came, moment.now)) / 1_000)
        ask.give(RouteAnswer(answer: .lease(lease)))
        return record
    }

    /// Reserves a place and money for a call.
    func issue(
        _ candidate: Candidate, for ask: Ask, _ standing: CurrentStanding, at moment: Moment
    ) -> LeaseRecord {
        let target = candidate.target
        let record = leases.issue(
            target, candidate, for: ask, isForVector: standing.isForVector, now: moment.now)
        forgetOverdue(at: moment)
        target.provider.leased(record.id, at: moment)
        target.health.leased(record.id, model: candidate.model, at: moment)
        target.quota?.leased(at: moment)
        if !state.budgets.isEmpty {
            // The verdict was free a moment ago, in this very thread.
            _ = budgets.reserve(
                id: record.id, for: standing.spender(target),
                amount: standing.reservation(candidate), due: record.due, at: moment)
        }
        return record
    }

    var cacheMode: CacheMode {
        guard let cache = state.routing.cache, cache.enabled else { return .off }
        return cache.anyTemperature ? .any : .deterministic
    }

    private func lease(
        _ record: LeaseRecord, _ candidate: Candidate, _ plan: Plan?, _ ask: Ask
    ) -> Lease {
        var lease = candidate.lease
        lease.leaseID = record.id
        if let plan {
            lease.combo = plan.combo
            lease.hold = plan.options.hold
            lease.maxAttempts = plan.attempts
            lease.hasOthers = plan.candidates.count > 1
            let (firstToken, idle) = (plan.options.firstTokenMs, plan.options.idleMs)
            if firstToken > 0 || idle > 0 {
                var deadlines = lease.deadlines ?? Deadlines()
                if firstToken > 0 { deadlines.firstTokenMs = firstToken }
                if idle > 0 { deadlines.idleMs = idle }
                lease.deadlines = deadlines
            }
        }
        lease.decisionHeaders = !state.routing.hideDecisions
        lease.recordBodyBytes = recordedBodies.bytes(of: ask.message.keyID)
        lease.keep = ask.ticket.isAnswerWanted
        lease.cacheable = ask.ticket.isCacheable
        lease.cacheMode = cacheMode
        lease.semantic = desk.cache.isSemantic
        return lease
    }
}
