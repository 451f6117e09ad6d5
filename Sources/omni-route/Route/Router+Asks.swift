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
        abandon(ask)
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

    /// Answers with what was kept, and with what the settings of this moment say about headers.
    func give(_ kept: KeptAnswer, to ask: Ask) {
        var kept = kept
        kept.lease?.decisionHeaders = !state.routing.hideDecisions
        counters.keptAnswers += 1
        ask.give(RouteAnswer(answer: .kept(kept)))
    }

    // MARK: Decisions

    /// Gives a lease, lets it wait, or refuses it.
    func decide(_ ask: Ask, at moment: Moment, mayWait: Bool = true) {
        guard !ask.isAnswered else { return }
        guard ask.isWanted() else { return abandon(ask) }
        let began = clock()
        var plan: Plan?
        var passed: [Passed] = []
        var skipped = 0
        let decision: Decision
        do throws(Denial) {
            let scope = try keys.scope(of: ask.message.keyID)
            let resolved = try resolver.resolve(ask.message.model, scope: scope)
            plan = resolved
            var selection = selection(resolved, ask.message, scope, mayWait, moment)
            (decision, passed) = selection.choose(&ordering)
            skipped = selection.skipped
        } catch {
            decision = .denied(error)
        }
        let record = carryOut(decision, ask, plan, at: moment)
        traces.keep(
            DecisionTrace(
                ask.message, plan: plan, passed: passed, skipped: skipped, decision: decision,
                leaseID: record?.id ?? 0, at: moment, nanoseconds: clock() &- began))
        if case .denied = decision { traces.end(ask.message.requestID) }
    }

    private func selection(
        _ plan: Plan, _ ask: RouteAsk, _ scope: KeyScope, _ mayWait: Bool, _ moment: Moment
    ) -> Selection<CurrentStanding> {
        let failed = ask.failedLeases.suffix(Int(Limits.attempts)).compactMap {
            leases.record($0, now: moment.now)?.outcome
        }
        return Selection(
            plan, for: ask, scope: scope, blocked: blocked, failed: failed,
            seat: affinity.seat(of: session(ask), at: moment.now), accounts: accounts,
            standing: standing(for: ask, at: moment), now: moment.now, mayWait: mayWait)
    }

    func standing(for ask: RouteAsk, at moment: Moment) -> CurrentStanding {
        CurrentStanding(
            budgets: budgets, gauges: connections.gauges, ask: ask,
            keyName: keys.name(of: ask.keyID), moment: moment)
    }

    private func session(_ ask: RouteAsk) -> Affinity.Session {
        Affinity.Session(hash: ask.session, keyID: ask.keyID)
    }

    private func carryOut(
        _ decision: Decision, _ ask: Ask, _ plan: Plan?, at moment: Moment
    ) -> LeaseRecord? {
        switch decision {
        case .lease(let candidate, let delay):
            return lease(candidate, ask, plan, delay: delay, at: moment)
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
    private func abandon(_ ask: Ask) {
        traces.end(ask.message.requestID)
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
            ask.hurry(own.flatMap { $0 > 0 ? $0 : nil } ?? Limits.queueTimeoutMs, at: moment)
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
        _ candidate: Candidate, _ ask: Ask, _ plan: Plan?, delay: UInt32, at moment: Moment
    ) -> LeaseRecord {
        let message = ask.message
        let record = issue(
            candidate,
            LeaseRecord.Purpose(
                requestID: message.requestID, keyID: message.keyID, model: candidate.model,
                price: candidate.facts?.price,
                session: message.session == 0 ? nil : session(message), ticket: ask.ticket,
                errand: ask.errand, end: ask.end, isWanted: ask.isWanted),
            standing(for: message, at: moment), at: moment)
        if ask.ticket.isAnswerWanted {
            tickets.keep(ask.ticket, of: ask.errand, at: moment.now)
        }
        ask.give(RouteAnswer(answer: .lease(lease(record, candidate, plan, ask, delay))))
        return record
    }

    /// Reserves a place and money for a call.
    func issue(
        _ candidate: Candidate, _ purpose: LeaseRecord.Purpose, _ standing: CurrentStanding,
        at moment: Moment
    ) -> LeaseRecord {
        let target = candidate.target
        let record = leases.issue(target, purpose, now: moment.now)
        forgetOverdue(at: moment)
        target.provider.leased(record.id, at: moment)
        target.health.leased(record.id, model: candidate.model, at: moment)
        target.quota?.leased(at: moment)
        // The verdict was free a moment ago, in this very thread.
        _ = budgets.reserve(
            id: record.id, for: standing.spender(target), amount: standing.reservation(candidate),
            at: moment)
        return record
    }

    var cacheMode: CacheMode {
        guard let cache = state.routing.cache, cache.enabled else { return .off }
        return cache.anyTemperature ? .any : .deterministic
    }

    private func lease(
        _ record: LeaseRecord, _ candidate: Candidate, _ plan: Plan?, _ ask: Ask, _ delay: UInt32
    ) -> Lease {
        var lease = candidate.target.lease(record.id, model: candidate.model)
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
        lease.delayMs = delay
        lease.contextWindow = candidate.window
        lease.maxOutput = candidate.maxOutput
        lease.price = candidate.facts?.price
        lease.tier = candidate.target.connection.tier
        lease.decisionHeaders = !state.routing.hideDecisions
        lease.keep = ask.ticket.isAnswerWanted
        lease.cacheable = ask.ticket.isCacheable
        lease.cacheMode = cacheMode
        lease.semantic = desk.cache.isSemantic
        return lease
    }
}
