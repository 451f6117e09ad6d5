internal import Dialects
internal import EventLoop
internal import IPC

extension Attempt {
    /// Headers of the provider that a client uses.
    var passedHeaders: [Header] {
        PassedHeaders.of(response?.headers ?? [], from: lease.dialect, to: client)
    }

    /// What the provider said of its rate limits.
    var rates: [RateState] {
        RateHeaders.read(response?.headers ?? [], now: Self.wallMilliseconds)
    }

    /// The whole answer, where route wants it and it may be given again.
    func kept(_ head: RequestHead, _ usage: Usage) -> AnswerKeep? {
        keeper?.kept(
            lease, response?.headers ?? [], Target(lease, head, modelAsked: lease.model),
            requestID: requestID, usage)
    }

    /// Where its failures come from.
    var place: AttemptFailure.Place {
        AttemptFailure.Place(lease: lease, client: client, now: Self.wallMilliseconds)
    }

    private static var wallMilliseconds: Int64 { wallMicroseconds() / 1000 }

    /// Why the call has no whole answer; unknown where it has one.
    private func end(_ verdict: FailureVerdict) -> ResetCode {
        if let reset { return reset.code }
        guard verdict.failure != .none, response == nil || verdict.failure == .cancelled else {
            return .unknown
        }
        return verdict.reason == .reasonSilent ? .deadline : .cancelled
    }

    /// The record of how it went.
    func record(
        _ head: RequestHead, _ verdict: FailureVerdict, code: String, _ usage: Usage, _ cost: Cost?
    ) -> AttemptRecord {
        AttemptRecord(
            requestID: requestID, attempt: number, startedUnixUs: startedMicroseconds,
            leaseID: lease.leaseID, connectionID: lease.connectionID,
            connectionName: lease.connectionName, provider: lease.provider, model: lease.model,
            status: response?.status ?? 0, failure: verdict.failure, errorCode: code,
            connectUs: response?.connectUs ?? reset?.connectUs ?? 0,
            firstByteUs: response?.firstByteUs ?? 0,
            firstTokenUs: firstTokenMicroseconds, totalUs: elapsedMicroseconds,
            bytesIn: bytesIn, bytesOut: bytesOut, usage: usage, cost: cost,
            reason: verdict.reason, answered: hasAnswered, dialect: lease.dialect,
            proxy: response?.proxy ?? reset?.proxy ?? "", httpVersion: response?.httpVersion ?? "",
            tlsVersion: response?.tlsVersion ?? "",
            reusedConnection: response?.reusedConnection ?? false, host: host,
            decideUs: decision.whole, queueUs: decision.queue, combo: lease.combo,
            tier: lease.tier, trace: head.trace, reset: end(verdict),
            receivedUnixUs: head.receivedUnixUs, stream: relay.streams)
    }
}
