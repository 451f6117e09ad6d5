internal import IPC

/// What the door remembers of a request until its record is written.
///
/// A class: it is looked at often while it is served, and is large to copy.
final class ServedRequest {
    var id: String
    var route: Route
    var dialect: Dialect
    /// HEAD: headers as for GET, without the body.
    var omitsBody: Bool
    var isOldVersion: Bool
    var keepsAlive: Bool
    /// Where it comes from; nil as long as that is the connection's peer.
    var origin: ClientOrigin?
    var key: DoorKey?
    /// The client's program.
    var client = ""
    /// Its place in a trace; nil as long as nobody else has a part in it.
    var trace: Trace?
    /// The bound of the key that is closest to its end.
    var standing: RateStanding?
    /// Whether authentication was reached, so that a record is due.
    var isRecorded = false
    /// Monotonic nanoseconds at which the head was complete.
    var startedAt: UInt64
    /// Wall clock, microseconds since 1970.
    var receivedAt: Int64
    /// Monotonic nanoseconds at which translate was asked, the last time, and had the whole body; 0 before.
    var askedAt: UInt64 = 0
    var handedOverAt: UInt64 = 0
    /// Monotonic nanoseconds at which the answer began; 0 before.
    var answeredAt: UInt64 = 0
    var status = 0
    var outcome = Outcome.unknown
    var errorCode = ""

    /// Stands for a request whose head could not be read.
    init(id: String, dialect: Dialect, startedAt: UInt64, receivedAt: Int64) {
        self.id = id
        self.route = .unknown
        self.dialect = dialect
        self.omitsBody = false
        self.isOldVersion = false
        self.keepsAlive = false
        self.startedAt = startedAt
        self.receivedAt = receivedAt
    }

    /// The record of the request, with what translate said at its end; `peer` is who is connected.
    func record(
        end: ResponseEnd?, from peer: ClientOrigin, bytesIn: UInt64, bytesOut: UInt64, now: UInt64
    ) -> RequestRecord {
        var record = RequestRecord()
        record.requestID = id
        record.receivedUnixUs = receivedAt
        record.keyID = key?.id ?? ""
        record.keyName = key?.name ?? ""
        record.dialect = dialect
        record.endpoint = route.endpoint
        record.status = UInt32(status)
        record.outcome = outcome
        record.errorCode = errorCode
        record.bytesIn = bytesIn
        record.bytesOut = bytesOut
        record.firstByteUs = answeredAt == 0 ? 0 : (answeredAt - startedAt) / 1000
        record.totalUs = (now - startedAt) / 1000
        if case .address(let address) = origin ?? peer { record.clientAddress = address.text }
        record.client = client
        record.trace = trace
        record.head = omitsBody
        record.timings = timings(end)
        guard let end else { return record }
        if record.errorCode.isEmpty { record.errorCode = end.errorCode }
        record.modelAsked = end.modelAsked
        record.modelAnswered = end.modelAnswered
        record.provider = end.provider
        record.connectionID = end.connectionID
        record.connectionName = end.connectionName
        record.stream = end.stream
        record.attempts = end.attempts
        record.usage = end.usage
        record.cost = end.cost
        record.failedCost = end.failedCost
        record.savedCost = end.savedCost
        record.failedUnknown = end.failedUnknown
        record.savedUnknown = end.savedUnknown
        record.cache = end.cache
        record.combo = end.combo
        record.tier = end.tier
        record.finishReason = end.finishReason
        return record
    }

    /// Translate's times, which begin when it was asked, and what went before.
    private func timings(_ end: ResponseEnd?) -> Timings? {
        guard askedAt > 0 || end?.timings != nil else { return nil }
        var timings = end?.timings ?? Timings()
        if handedOverAt > startedAt { timings.receive = (handedOverAt - startedAt) / 1000 }
        if timings.firstToken > 0, askedAt > startedAt {
            timings.firstToken += (askedAt - startedAt) / 1000
        }
        return timings
    }
}
