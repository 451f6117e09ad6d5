internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON
internal import Logging

extension Exchange {
    // MARK: Time

    func deadlinePassed() {
        guard !isOver, ending == nil else {
            // A client that does not read its answer to the end has had its time as well.
            return cutOff(.deadline, "the client reads too slowly")
        }
        let error = GatewayError(
            status: 504, code: "gateway_timeout", message: "The request took too long.")
        guard let attempt else { return refuse(error) }
        attempt.cancel()
        // One that is at it cannot help how long the answer is.
        let verdict =
            attempt.relay.hasMeaning
            ? FailureVerdict(.cancelled, .reasonNone) : FailureVerdict(.provider, .reasonSilent)
        close(attempt, verdict, code: error.code, usage: abandonedUsage(attempt), isLast: true)
        if committed { return breakOff(attempt, error) }
        output = ByteQueue()
        give(AttemptFailure(verdict: verdict, error: error))
    }

    /// The client does not get the rest of what is here for it.
    func cutOff(_ code: ResetCode, _ reason: String) {
        client.reset(code, reason)
        if !isOver { tellOfLoss(nil, code) }
        finish()
    }

    var heartbeatInterval: Duration? {
        guard head.heartbeatMs > 0, facts?.stream ?? false else { return nil }
        return .milliseconds(Int64(head.heartbeatMs))
    }

    func armHeartbeat() {
        guard heartbeat == nil, let interval = heartbeatInterval else { return }
        heartbeat = service.reactor.after(interval) { [weak self] in self?.beat() }
    }

    func rearmHeartbeat() {
        guard let heartbeat, let interval = heartbeatInterval else { return }
        service.reactor.rearm(heartbeat, interval)
    }

    /// Shows the client that we live.
    ///
    /// Before the commit only once the provider has answered with a status of success, because the
    /// status line goes out with it; another attempt can still take over unseen.
    func beat() {
        guard !isOver, ending == nil else { return }
        rearmHeartbeat()
        guard headSent || attempt?.isAnswering ?? false, output.isEmpty || !committed else {
            return
        }
        if !headSent {
            headSent = true
            answer(
                ResponseHead(
                    status: 200,
                    headers: [
                        Header(
                            name: "content-type", value: codec.streamContentType(head.streamForm))
                    ] + warningHeaders, streaming: true))
        }
        let comment = codec.heartbeat(head.streamForm)
        guard !comment.isEmpty, client.credit >= comment.count else { return }
        let sent = client.send(comment.span.bytes)
        precondition(sent == comment.count, "credit was checked")
        service.counters.heartbeats += 1
    }

    // MARK: Usage and end

    /// What the provider reported, else an estimate.
    func fullUsage(_ attempt: Attempt) -> Usage {
        let reported = attempt.relay.usage
        return reported.source == .reported ? reported : estimate(attempt)
    }

    /// Of an answer that broke off: what was reported until then, else an estimate of what was used.
    ///
    /// What providers report at the beginning of a stream says little of its output: the larger of the two counts.
    func partialUsage(_ attempt: Attempt) -> Usage {
        guard attempt.isAnswering else { return Usage() }
        var usage = fullUsage(attempt)
        // Counts that come with the reason of the end are the last ones.
        if usage.source == .reported, !attempt.relay.finishReason.isEmpty { return usage }
        let output = estimate(attempt).output
        if output > usage.output {
            usage.output = output
            usage.source = .estimated
        }
        return usage
    }

    /// Of a call that is over before the provider was heard to the end, and not by its fault.
    func abandonedUsage(_ attempt: Attempt) -> Usage {
        attempt.isUnanswered
            ? .sentInput(facts?.estimatedInputTokens ?? 0) : partialUsage(attempt)
    }

    func estimate(_ attempt: Attempt) -> Usage {
        Usage(
            source: .estimated, input: facts?.estimatedInputTokens ?? 0,
            output: UInt64((attempt.relay.textBytes + 3) / 4))
    }
}
