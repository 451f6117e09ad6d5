internal import Dialects
internal import EventLoop
internal import IPC

extension Exchange {
    // MARK: The process ends

    /// Ends what the process will not live to end: the provider is left, and bills what it has said.
    func endWithProcess() {
        // Of an ended one the client may still take what is there.
        guard !isOver, ending == nil else { return }
        guard headSent else { return giveBack() }
        let error = GatewayError.stopped
        guard let attempt else { return give(AttemptFailure(error)) }
        close(stopped: attempt)
        if committed { return breakOff(attempt, error) }
        output = ByteQueue()
        give(AttemptFailure(error))
    }

    /// The same, with no time left for a client to read in.
    func cutOffWithProcess() {
        endWithProcess()
        guard !isOver else { return }
        expectAsk()
        cutOff(.draining, "the process ends")
    }

    /// The client has nothing yet: ingress sends the request again, to the next process.
    private func giveBack() {
        let last = attempt
        if let last { close(stopped: last) }
        giveUpEmbedding()
        expectAsk()
        client.reset(.draining, "the process ends")
        tellOfLoss(last, .draining, isGivenBack: true)
        finish()
    }

    private func close(stopped attempt: Attempt) {
        attempt.cancel()
        close(
            attempt, FailureVerdict(.cancelled, .reasonNone), code: "translate_stopped",
            usage: abandonedUsage(attempt), isLast: true)
    }

    /// Where ingress cannot send it again, or the client has a part, it asks how the request ended.
    private func expectAsk() {
        service.asksUntil = service.reactor.now &+ nanoseconds(Limits.endAsks)
    }
}

extension GatewayError {
    /// The gateway stops, or a part of it.
    fileprivate static var stopped: GatewayError {
        .unavailable("The gateway was stopped before the answer was whole.")
    }
}
