internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC

extension Exchange {
    // MARK: How attempts go

    /// More of the answer is in `output`.
    func attemptProgressed(_ attempt: Attempt) {
        if !committed {
            guard isDue(attempt) else { return attempt.giveCredit() }
            commit(attempt)
        }
        noteProgress(of: attempt)
        flush()
    }

    /// Whether the client may have what has come: not before it means something, with `hold` not before it is whole.
    private func isDue(_ attempt: Attempt) -> Bool {
        // A plain answer is never begun before it is whole.
        guard facts?.stream ?? false else { return false }
        guard !attempt.lease.hold else {
            return output.count > Limits.answerBytes
                || service.answerBytesHeld > Limits.allAnswerBytes
        }
        return attempt.relay.hasMeaning || output.count > Limits.uncommittedBytes
    }

    /// The answer is whole.
    func attemptCompleted(_ attempt: Attempt) {
        let usage = fullUsage(attempt)
        if !committed { commit(attempt, cost: cost(of: attempt, usage)) }
        finishReason = attempt.relay.finishReason
        noteProgress(of: attempt)
        // Before the report, so that whoever waits for this answer gets it. A route that is away misses it only.
        if let kept = attempt.kept(head, usage) { _ = service.route.notice(.answerKeep, kept) }
        close(
            attempt, FailureVerdict(.none, .reasonNone), code: "", usage: usage, isLast: true)
        endAnswer(ending(.complete, attempt))
    }

    /// Known before the head is sent only where the answer is whole by then.
    private func cost(of attempt: Attempt, _ usage: Usage) -> String? {
        facts?.stream ?? false
            ? nil : AnswerCost.dollars(Cost(of: usage, at: attempt.lease.price))
    }

    /// The attempt came to nothing.
    func attemptFailed(_ attempt: Attempt, _ failure: AttemptFailure) {
        guard !committed else { return attemptBroke(attempt, failure) }
        output = ByteQueue()
        lastFailure = failure
        let again = retriesWithoutProofs(failure)
        if !again { note(failure, of: attempt.lease) }
        let goesOn = again || failure.verdict.allowsAnother && attempts < attemptLimit
        close(attempt, failure, usage: failedUsage(attempt, failure), isLast: !goesOn)
        guard goesOn else { return give(failure) }
        if !again { service.counters.failovers += 1 }
        ask()
    }

    /// Who had begun to say something has used tokens, whether or not the client gets it; who was given up while it was at
    /// it may bill the input.
    private func failedUsage(_ attempt: Attempt, _ failure: AttemptFailure) -> Usage {
        if attempt.relay.textBytes > 0 { return partialUsage(attempt) }
        let reason = failure.verdict.reason
        return reason == .reasonSilent ? abandonedUsage(attempt) : attempt.relay.usage
    }

    /// What the next ask must say of it.
    func note(_ failure: AttemptFailure, of lease: Lease) {
        failedLeases.append(lease.leaseID)
        guard failure.kind == .contextTooLong else { return }
        let window =
            lease.contextWindow > 0 ? lease.contextWindow : facts?.estimatedInputTokens ?? 0
        windowExceeded = max(windowExceeded, window)
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
        close(
            attempt, FailureVerdict(.cancelled, .reasonNone), code: "egress_lost",
            usage: abandonedUsage(attempt), isLast: committed)
        if committed { return breakOff(attempt, error) }
        output = ByteQueue()
        clock.pauses(now: service.reactor.now)
        takeUp(service.egress, "lost") { [self] in ask() }
    }

    // MARK: Reports

    /// Ends a failed attempt.
    func close(_ attempt: Attempt, _ failure: AttemptFailure, usage: Usage, isLast: Bool) {
        close(
            attempt, failure.verdict, code: failure.error.code, usage: usage,
            retryAfter: failure.error.retryAfterMilliseconds, words: failure.words,
            isLast: isLast)
    }

    /// Ends an attempt: report to route, record to logd; `isLast`: no ask follows; `isGivenUp`: by the client, so that what it
    /// used is the request's own, whether or not the client has a part of it.
    func close(
        _ attempt: Attempt, _ verdict: FailureVerdict, code: String, usage: Usage,
        retryAfter: UInt32 = 0, words: String = "", isLast: Bool, isGivenUp: Bool = false
    ) {
        service.counters.events += attempt.relay.frames
        self.attempt = nil
        let report = RouteReport(
            leaseID: attempt.lease.leaseID, requestID: head.requestID, failure: verdict.failure,
            status: attempt.response?.status ?? 0, usage: usage,
            firstTokenUs: attempt.firstTokenMicroseconds, totalUs: attempt.elapsedMicroseconds,
            retryAfterMs: retryAfter, reason: verdict.reason, message: words,
            rates: attempt.rates, last: isLast, connectionID: attempt.lease.connectionID,
            model: attempt.lease.model, keyID: head.keyID)
        service.reports.add(report)
        let cost = report.wasAnswered ? Cost(of: usage, at: attempt.lease.price) : nil
        tally.count(usage, cost, isAnswer: attempt.hasAnswered || isGivenUp)
        if !attempt.hasAnswered, !(isLast && verdict.failure == .cancelled) {
            clock.failed(attempt.elapsedMicroseconds)
        }
        let record = attempt.record(head, verdict, code: code, usage, cost)
        service.daemon.records.add(Record(entry: .attempt(record)))
        if let body = attempt.recordedAnswer {
            self.record(
                body, .providerResponse, attempt: attempt.number,
                contentType: Self.contentType(attempt.response?.headers ?? []))
        }
    }

    /// Gives a lease back under which nothing was tried; `isLast`: no ask follows.
    func report(_ lease: Lease, failure: FailureClass, isLast: Bool = true) {
        let report = RouteReport(
            leaseID: lease.leaseID, requestID: head.requestID, failure: failure, last: isLast,
            connectionID: lease.connectionID, model: lease.model, keyID: head.keyID)
        service.reports.add(report)
    }
}
