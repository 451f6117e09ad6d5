internal import IPC

/// What the door remembers of a request until its record is written.
struct ServedRequest {
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
    /// The bound of the key that is closest to its end.
    var standing: RateStanding?
    /// Whether authentication was reached, so that a record is due.
    var isRecorded = false
    /// Monotonic nanoseconds at which the head was complete.
    var startedAt: UInt64
    /// Wall clock, microseconds since 1970.
    var receivedAt: Int64
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

    /// The record of the request, with what translate said at its end.
    func record(
        end: ResponseEnd?, bytesIn: UInt64, bytesOut: UInt64, now: UInt64
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
        return record
    }
}
