internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import Logging

extension Exchange {
    // MARK: The same question in other words

    /// route looks for answers to questions that mean the same: has the last question embedded, and asks again.
    ///
    /// Whatever goes wrong, the request goes on without.
    func embed(_ lease: Lease) {
        guard !meaning.isSettled, let question else {
            report(lease, failure: .cancelled)
            return refuse(.unavailable("No decision could be made."))
        }
        let target = Target(lease, head, modelAsked: question.facts.model)
        do throws(GatewayError) {
            // Before anything is sent to anybody.
            _ = try isRewrittenByGuard(question, target.settings.guard)
        } catch {
            report(lease, failure: .cancelled)
            return refuse(error)
        }
        guard guardFinding == nil,
            let text = LastQuestion.find(question.source, head.dialect)?.text,
            let request = EmbeddingRequest.of(text, target)
        else { return goOnUnembedded(lease) }
        let call = EmbeddingCall(
            service, lease, request, of: head, decision: clock.decision
        ) { [weak self] in self?.embedded($0) }
        embedding = call
        if !call.start(within: min(remainingMilliseconds, Limits.embeddingPatience)),
            embedding === call
        {
            embedding = nil
            goOnUnembedded(lease)
        }
    }

    /// Nothing was sent under the lease.
    private func goOnUnembedded(_ lease: Lease) {
        report(lease, failure: .cancelled, isLast: false)
        meaning.stayedUnknown(isFault: false)
        ask()
    }

    private func embedded(_ ending: EmbeddingCall.Ending) {
        guard let call = embedding else { return }
        embedding = nil
        let isWanted = !isOver && self.ending == nil
        let outcome: EmbeddingOutcome
        switch ending {
        case .embedded(let embedding):
            outcome = EmbeddingOutcome(embedding, estimate: call.estimatedTokens)
            meaning.became(embedding.littleEndian)
        case .failed(let failure):
            outcome = EmbeddingOutcome(
                failure, status: call.response?.status ?? 0, estimate: call.estimatedTokens)
            meaning.stayedUnknown(isFault: true)
            service.daemon.log.info(
                "a question could not be embedded",
                metadata: [
                    "request_id": "\(head.requestID)", "connection": "\(call.lease.connectionName)",
                    "error": "\(failure.error.code)",
                ])
        case .lost:
            outcome = EmbeddingOutcome(lost: call.isSent, estimate: call.estimatedTokens)
            meaning.stayedUnknown(isFault: false)
        }
        close(call, outcome, isLast: !isWanted)
        if isWanted { ask() }
    }

    /// The request is over while its question is being embedded.
    func giveUpEmbedding() {
        guard let call = embedding else { return }
        embedding = nil
        call.cancel()
        close(
            call,
            EmbeddingOutcome(abandoned: call.isUnanswered, estimate: call.estimatedTokens),
            isLast: true)
    }

    /// Report to route, record to logd: attempt 0 of the request.
    private func close(_ call: EmbeddingCall, _ outcome: EmbeddingOutcome, isLast: Bool) {
        let lease = call.lease
        let report = RouteReport(
            leaseID: lease.leaseID, requestID: head.requestID,
            failure: outcome.verdict.failure, status: call.response?.status ?? 0,
            usage: outcome.usage, totalUs: call.elapsedMicroseconds,
            retryAfterMs: outcome.retryAfterMilliseconds, reason: outcome.verdict.reason,
            message: outcome.words, last: isLast, connectionID: lease.connectionID,
            model: lease.model, keyID: head.keyID)
        service.reports.add(report)
        let cost = report.wasAnswered ? Cost(of: outcome.usage, at: lease.price) : nil
        tally.count(outcome.usage, cost, isAnswer: false)
        service.daemon.records.add(Record(entry: .attempt(call.record(outcome, cost))))
    }
}

extension EmbeddingCall {
    /// Tokens of the question, roughly.
    var estimatedTokens: UInt64 { (bytesOut + 3) / 4 }
}
