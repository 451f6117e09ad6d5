internal import Dialects
internal import EventLoop
internal import IPC

extension Exchange: LiveSource {
    // MARK: As an administrator sees it

    func liveRow(now: UInt64) -> LiveRequest {
        var row = LiveRequest(
            requestID: head.requestID, endpoint: head.endpoint, dialect: head.dialect,
            keyID: head.keyID, keyName: head.keyName, modelAsked: shortened(facts?.model ?? ""),
            stream: facts?.stream ?? false, state: liveState(now: now), attempts: attempts,
            receivedUnixUs: head.receivedUnixUs, ageUs: (now &- started) / 1000,
            firstTokenUs: clock.timings.firstToken, bytesSent: client.bytesSent,
            events: attempt?.relay.frames ?? 0, silentUs: sentAt == 0 ? nil : (now &- sentAt) / 1000
        )
        nameTarget(of: &row)
        return row
    }

    /// Who is called or has answered; while a next one is decided on, nobody.
    private func nameTarget(of row: inout LiveRequest) {
        if let lease = attempt?.lease ?? openLease {
            row.provider = lease.provider
            row.connectionID = lease.connectionID
            row.connectionName = lease.connectionName
            row.model = lease.model
            row.combo = lease.combo
        } else if let ending {
            row.provider = ending.provider
            row.connectionID = ending.connectionID
            row.connectionName = ending.connectionName
            row.model = ending.modelAnswered
            row.combo = ending.combo
        }
    }

    private func liveState(now: UInt64) -> LiveState {
        guard ending == nil else { return .finishing }
        if let attempt { return attempt.liveState }
        guard question != nil else { return .receiving }
        guard fetch == nil else { return .fetching }
        guard embedding == nil else { return .deciding }
        guard asking != nil, clock.askedFor(now: now) < Limits.decisionMicroseconds else {
            return .waiting
        }
        return .deciding
    }

    // MARK: As an administrator ends it

    /// Ends it: the client is told so in its dialect's words, the call to the provider is given up.
    func cancelByOrder() {
        guard !isOver else { return }
        // All there is to say is on its way to a client that does not read it.
        guard ending == nil else { return cutOff(.cancelled, "an administrator ended it") }
        let error = GatewayError.cancelledByOrder
        guard let attempt else { return refuse(error) }
        attempt.cancel()
        close(
            attempt, FailureVerdict(.cancelled, .reasonNone), code: error.code,
            usage: abandonedUsage(attempt), isLast: true)
        if committed { return breakOff(attempt, error) }
        output = ByteQueue()
        give(AttemptFailure(error))
    }
}

extension Attempt {
    /// What the exchange is at that waits for it.
    var liveState: LiveState {
        if firstTokenMicroseconds > 0 { return .answering }
        return isAnswering ? .firstToken : .calling
    }
}

extension GatewayError {
    /// An administrator ended the request.
    ///
    /// With a status that clients' libraries do not take for a reason to try again.
    static var cancelledByOrder: GatewayError {
        GatewayError(
            status: 499, code: "request_cancelled",
            message: "The request was ended by an administrator of the gateway.")
    }
}
