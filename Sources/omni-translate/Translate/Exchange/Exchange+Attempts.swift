internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON
internal import Logging

extension Exchange {
    // MARK: Attempts

    func begin(_ lease: Lease) {
        guard let question else { return }
        lastLease = lease
        let target = Target(lease, head, modelAsked: question.facts.model)
        if let spliced = Preparation.spliced(question, target) { return start(lease, spliced) }
        do throws(GatewayError) {
            let canonical: ModelRequest
            if let known = question.canonical {
                canonical = known
            } else {
                canonical = try codec.read(question.source)
            }
            self.question?.canonical = canonical
            let media = MediaFetch.wanted(canonical, target)
            guard media.isEmpty else { return fetch(media, lease, target) }
            start(lease, try Preparation.written(question, canonical, target))
        } catch {
            report(lease, failure: .cancelled)
            refuse(error)
        }
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
        guard !isOver, ending == nil else { return report(lease, failure: .cancelled) }
        do throws(GatewayError) {
            let media = try result.get()
            question?.canonical?.inline(media)
            guard let question, let canonical = question.canonical else { return }
            start(lease, try Preparation.written(question, canonical, target))
        } catch {
            report(lease, failure: .cancelled)
            refuse(error)
        }
    }

    private func start(_ lease: Lease, _ preparation: Preparation) {
        attempts += 1
        warnings = preparation.request.warnings
        service.counters.attempts += 1
        let attempt = Attempt(
            self, service, lease: lease, number: attempts, preparation: preparation)
        self.attempt = attempt
        armHeartbeat()
        if !attempt.start(totalMilliseconds: remainingMilliseconds) { attemptLostEgress(attempt) }
    }

    /// More of the answer is in `output`.
    func attemptProgressed(_ attempt: Attempt) {
        if !committed {
            let holds = attempt.relay.hasMeaning || output.count > Limits.uncommittedBytes
            guard holds else { return attempt.giveCredit() }
            commit(attempt)
        }
        flush()
    }

    /// The answer is whole.
    func attemptCompleted(_ attempt: Attempt) {
        if !committed { commit(attempt) }
        let usage = fullUsage(attempt)
        close(attempt, failure: .none, code: "", usage: usage)
        var end = ending(.complete, attempt)
        end.usage = usage
        endAnswer(end)
    }

    /// The attempt came to nothing.
    func attemptFailed(_ attempt: Attempt, _ failure: AttemptFailure) {
        let usage = committed ? partialUsage(attempt) : attempt.relay.usage
        close(attempt, failure: failure.failure, code: failure.error.code, usage: usage)
        if committed { return breakOff(attempt, failure.error, usage) }
        output = ByteQueue()
        lastFailure = failure
        if retriesWithoutProofs(failure) { return ask() }
        failedLeases.append(attempt.lease.leaseID)
        guard failure.failure != .caller, attempts < Limits.attempts else { return give(failure) }
        service.counters.failovers += 1
        ask()
    }

    /// A proof of reasoning that the provider does not know comes from another one, or is stale: the conversation goes on
    /// without (pitfall 172).
    private func retriesWithoutProofs(_ failure: AttemptFailure) -> Bool {
        guard failure.kind == .invalidProof, question?.withoutProofs == false else { return false }
        question?.withoutProofs = true
        return true
    }

    /// egress went away under the attempt: the same again once it is back, unless the client has a part already.
    func attemptLostEgress(_ attempt: Attempt) {
        let error = GatewayError(
            status: 502, code: "bad_gateway",
            message: "The connection to the provider was lost.")
        let usage = committed ? partialUsage(attempt) : Usage()
        close(attempt, failure: .cancelled, code: "egress_lost", usage: usage)
        if committed { return breakOff(attempt, error, usage) }
        output = ByteQueue()
        takeUp(service.egress, "lost") { [self] in ask() }
    }

    /// Ends an attempt: report to route, record to logd.
    func close(
        _ attempt: Attempt, failure: FailureClass, code: String, usage: Usage
    ) {
        service.counters.events += attempt.relay.frames
        self.attempt = nil
        let report = RouteReport(
            leaseID: attempt.lease.leaseID, requestID: head.requestID, failure: failure,
            status: attempt.response?.status ?? 0, usage: usage,
            firstTokenUs: attempt.firstTokenMicroseconds, totalUs: attempt.elapsedMicroseconds,
            retryAfterMs: AttemptFailure.retryAfter(attempt.response?.headers ?? []))
        // A route that is away forgets the lease by itself.
        _ = service.route.notice(.routeReport, report)
        let record = attempt.record(
            requestID: head.requestID, failure: failure, errorCode: code, usage: usage)
        service.daemon.records.add(Record(entry: .attempt(record)))
    }

    func report(_ lease: Lease, failure: FailureClass) {
        let report = RouteReport(
            leaseID: lease.leaseID, requestID: head.requestID, failure: failure)
        _ = service.route.notice(.routeReport, report)
    }
}
