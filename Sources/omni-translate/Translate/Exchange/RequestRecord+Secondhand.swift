internal import IPC

extension RequestRecord {
    /// What translate knows of a request whose ingress was lost before it could tell; a record by ingress wins.
    ///
    /// - Parameters:
    ///   - head: What was asked.
    ///   - client: The name of the client's program.
    ///   - end: How it ended.
    ///   - status: The status of the answer; 0 without one.
    ///   - totalMicroseconds: How long it took.
    init(
        secondhand head: RequestHead, client: String, end: ResponseEnd, status: UInt32,
        totalMicroseconds: UInt64
    ) {
        self.init(
            requestID: head.requestID, receivedUnixUs: head.receivedUnixUs, keyID: head.keyID,
            keyName: head.keyName, dialect: head.dialect, endpoint: head.endpoint,
            modelAsked: end.modelAsked, modelAnswered: end.modelAnswered, provider: end.provider,
            connectionID: end.connectionID, connectionName: end.connectionName, status: status,
            outcome: end.outcome, errorCode: "ingress_lost", stream: end.stream,
            attempts: end.attempts, bytesIn: head.contentLength ?? 0,
            totalUs: totalMicroseconds, usage: end.usage, secondhand: true, cost: end.cost,
            failedCost: end.failedCost, savedCost: end.savedCost, cache: end.cache,
            combo: end.combo, tier: end.tier, timings: end.timings,
            finishReason: end.finishReason, client: client,
            trace: head.trace, failedUnknown: end.failedUnknown, savedUnknown: end.savedUnknown)
    }
}
