internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import Logging

extension Exchange {
    // MARK: From a lease to an attempt

    func begin(_ lease: Lease) {
        lastLease = lease
        openLease = lease
        guard lease.delayMs > 0 else { return prepare(lease) }
        guard lease.delayMs < remainingMilliseconds else {
            giveBackLease()
            return give(
                lastFailure
                    ?? AttemptFailure(
                        GatewayError(
                            status: 504, code: "gateway_timeout",
                            message: "There is no time left to wait for a provider.")))
        }
        clock.pauses(now: service.reactor.now)
        pause = service.reactor.after(.milliseconds(Int64(lease.delayMs))) { [weak self] in
            guard let self else { return }
            pause = nil
            clock.resumes(now: service.reactor.now, isFirst: attempts == 0)
            prepare(lease)
        }
    }

    /// Writes the request for the lease.
    private func prepare(_ lease: Lease) {
        guard !isOver, ending == nil, let question else { return giveBackLease() }
        let target = Target(lease, head, modelAsked: question.facts.model)
        do throws(GatewayError) {
            let isRewritten = try isRewrittenByGuard(question, target.settings.guard)
            if joining == nil, !isRewritten,
                let spliced = Preparation.spliced(question, target)
            {
                return start(lease, spliced)
            }
            let canonical = try canonical(self.question ?? question)
            let media = MediaFetch.wanted(canonical, target)
            guard media.isEmpty else { return fetch(media, lease, target) }
            start(lease, try written(canonical, target))
        } catch {
            giveBackLease()
            refuse(error)
        }
    }

    /// Lets the guard look at the request, once; true when it has taken something out, so that the client's own bytes must
    /// not be sent.
    func isRewrittenByGuard(
        _ question: Preparation.Question, _ mode: GuardMode
    ) throws(GatewayError) -> Bool {
        guard mode != .off else { return false }
        if guardedAs == mode { return mode == .redact && guardFinding != nil }
        var canonical = try canonical(question)
        guardFinding = try Guard.check(&canonical, mode)
        guardedAs = mode
        guard let guardFinding else { return false }
        service.daemon.log.notice(
            "the guard found something",
            metadata: ["request_id": "\(head.requestID)", "finding": "\(guardFinding.warning)"])
        guard mode == .redact else { return false }
        self.question?.canonical = canonical
        return true
    }

    private func canonical(
        _ question: Preparation.Question
    ) throws(GatewayError) -> ModelRequest {
        if let known = question.canonical { return known }
        let canonical = try codec.read(question.source)
        self.question?.canonical = canonical
        return canonical
    }

    private func written(
        _ canonical: ModelRequest, _ target: Target
    ) throws(GatewayError) -> Preparation {
        guard let question else { throw .unavailable("The request is over.") }
        return try Preparation.written(
            question, canonical, target, continuing: joining?.answer)
    }

    /// The provider wants bytes where the client gave addresses.
    private func fetch(_ media: [RemoteMedia], _ lease: Lease, _ target: Target) {
        let fetch = MediaFetch(service, requestID: head.requestID, media) { [weak self] result in
            self?.fetched(result, lease, target)
        }
        self.fetch = fetch
        fetch.start(within: remainingMilliseconds)
    }

    private func fetched(
        _ result: Result<[String: FetchedMedia], GatewayError>, _ lease: Lease, _ target: Target
    ) {
        fetch = nil
        guard !isOver, ending == nil else { return giveBackLease() }
        do throws(GatewayError) {
            let media = try result.get()
            question?.canonical?.inline(media)
            guard let canonical = question?.canonical else { return giveBackLease() }
            start(lease, try written(canonical, target))
        } catch {
            giveBackLease()
            refuse(error)
        }
    }

    private func start(_ lease: Lease, _ preparation: Preparation) {
        openLease = nil
        attempts += 1
        warnings = preparation.request.warnings + [guardFinding?.warning].compactMap { $0 }
        service.counters.attempts += 1
        let attempt = Attempt(
            self, service, lease: lease, number: head.attemptsBefore &+ attempts,
            preparation: preparation,
            continues: joining != nil)
        self.attempt = attempt
        attempt.decision = clock.decision
        recordRequest(of: attempt, preparation)
        armHeartbeat()
        if !attempt.start(totalMilliseconds: remainingMilliseconds) { attemptLostEgress(attempt) }
    }

    /// What goes to the provider, where bodies are recorded.
    private func recordRequest(of attempt: Attempt, _ preparation: Preparation) {
        guard let body = capture(attempt.lease) else { return }
        attempt.takeRequest(into: body)
        attempt.recordedAnswer = capture(attempt.lease)
        record(
            body, .providerRequest, attempt: attempt.number,
            contentType: Self.contentType(preparation.request.headers))
    }

    /// No attempt will be made under the lease that was given.
    func giveBackLease() {
        if let pause { service.reactor.cancel(pause) }
        pause = nil
        guard let lease = openLease else { return }
        openLease = nil
        report(lease, failure: .cancelled)
    }

    /// Most attempts of this request.
    var attemptLimit: UInt32 {
        guard let most = lastLease?.maxAttempts, most > 0 else { return Limits.attempts }
        return min(most, Limits.attempts)
    }
}
