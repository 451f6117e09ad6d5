internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON

/// One call to one provider for one exchange.
///
/// It reports to its exchange and knows nothing of the client.
final class Attempt: StreamHandler {
    let lease: Lease
    let number: UInt32
    let startedMicroseconds = wallMicroseconds()
    let relay: Relay
    private(set) var response: EgressResponse?
    /// How egress ended the call, when it was not at the end of an answer.
    private(set) var reset: Reset?
    private(set) var firstTokenMicroseconds: UInt64 = 0
    private(set) var bytesIn: UInt64 = 0
    /// The client has a part of its output.
    var hasAnswered = false
    /// Microseconds until the decision for it, and of that the wait for a place.
    var decision: (whole: UInt64, queue: UInt64) = (0, 0)
    /// What the provider answers, where bodies are recorded.
    var recordedAnswer: BodyCapture?
    /// Host and port that are called.
    let host: String

    private weak var exchange: Exchange?
    let requestID: String
    let client: Dialect
    private let service: TranslateService
    private let started: UInt64
    private let path: String
    private let headers: [Header]
    private var body: BodySender
    private var stream: IPC.Stream?
    private var errorBody: [UInt8] = []
    /// Bytes taken from egress whose credit has not been given back.
    private var owed = 0
    private var heldCounted = 0
    private var keptShare: KeptShare
    /// egress has the whole request.
    private var isSent = false
    private var endTimer: Timer?
    private var firstTokenTimer: Timer?
    /// What the answer begins with, until it has meaning.
    private var opening: [UInt8] = []
    private(set) var keeper: AnswerKeeper?

    /// `continues`: it goes on from an answer that another one began.
    init(
        _ exchange: Exchange, _ service: TranslateService, lease: Lease, number: UInt32,
        preparation: Preparation, continues: Bool
    ) {
        self.exchange = exchange
        requestID = exchange.requestID
        client = exchange.clientDialect
        self.service = service
        self.lease = lease
        self.number = number
        path = preparation.request.path
        var headers = Self.headers(preparation.request.headers, adding: lease.headers)
        TraceHeaders.add(exchange.head, attempt: number, to: &headers)
        self.headers = headers
        host = service.hosts.host(of: lease.baseURL)
        body = BodySender(preparation.request.body, source: preparation.source)
        relay = preparation.relay
        started = service.reactor.now
        keptShare = KeptShare(of: service.kept)
        if !lease.hasOthers || service.kept.isSpent { relay.forgetSent() }
        // One that is a part of another's is nobody's whole answer.
        if lease.keep, !continues, !service.kept.isSpent { keeper = AnswerKeeper() }
    }

    /// The request's headers, and those of the connection that it has not; of lists both are kept.
    static func headers(_ own: [Header], adding others: [Header]) -> [Header] {
        var headers = own
        for other in others {
            guard let place = headers.firstIndex(where: { $0.name == other.name }) else {
                headers.append(other)
                continue
            }
            if other.name == "anthropic-beta" {
                headers[place].value += "," + other.value
            }
        }
        return headers
    }

    /// Microseconds since the attempt began.
    var elapsedMicroseconds: UInt64 { (service.reactor.now &- started) / 1000 }
    /// Bytes sent to the provider.
    var bytesOut: UInt64 { UInt64(body.byteCount) }
    /// Whether the provider answered with a status of success.
    var isAnswering: Bool { response.map { 200..<300 ~= $0.status } ?? false }
    /// The provider may be at it, and has said nothing yet.
    var isUnanswered: Bool { isSent && response == nil }

    /// Opens the call; false when egress is not connected.
    func start(totalMilliseconds: UInt32) -> Bool {
        var deadlines = lease.deadlines ?? Deadlines()
        deadlines.totalMs =
            deadlines.totalMs == 0 ? totalMilliseconds : min(deadlines.totalMs, totalMilliseconds)
        let head = EgressRequest(
            requestID: requestID, connectionID: lease.connectionID, method: "POST",
            url: lease.baseURL + path, headers: headers,
            contentLength: UInt64(body.byteCount), deadlines: deadlines,
            bodySha256: signedHash)
        guard let stream = service.egress.open(.egress, head: head, handler: self) else {
            return false
        }
        self.stream = stream
        watchFirstToken(deadlines.firstTokenMs)
        sendBody()
        return true
    }

    /// A plain answer comes as a whole, so that its first token cannot be seen.
    private func watchFirstToken(_ milliseconds: UInt32) {
        guard milliseconds > 0, relay.streams else { return }
        firstTokenTimer = service.reactor.after(.milliseconds(Int64(milliseconds))) {
            [weak self] in
            guard let self, !self.relay.hasMeaning else { return }
            self.fail(.silent(connection: self.lease.connectionName))
        }
    }

    /// Hash of the body, for the one dialect whose credentials may sign it.
    private var signedHash: [UInt8] {
        lease.dialect == .bedrock ? SHA256.hash(body.whole) : []
    }

    /// Shows the request's body; before it is sent.
    func takeRequest(into capture: BodyCapture) { body.forEachPiece { capture.take($0) } }

    private func sendBody() {
        guard let stream else { return }
        // A connection that breaks while it is written to calls back here.
        var sender = body
        let isDone = sender.send(on: stream)
        body = sender
        guard isDone else { return }
        isSent = true
        stream.end()
    }

    /// Gives the call up; nothing more is heard of it.
    func cancel() {
        release()
        stream?.reset(.cancelled)
        stream = nil
    }

    /// Nothing is held for this attempt any more.
    private func release() {
        service.answerBytesHeld -= heldCounted
        heldCounted = 0
        keptShare.giveBack()
        if let endTimer { service.reactor.cancel(endTimer) }
        if let firstTokenTimer { service.reactor.cancel(firstTokenTimer) }
        endTimer = nil
        firstTokenTimer = nil
    }

    /// Gives credit back for what was taken, now that the client has it.
    func giveCredit() {
        guard owed > 0 else { return }
        stream?.consumed(owed)
        owed = 0
    }

    // MARK: StreamHandler

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        do throws(WireError) {
            response = try EgressResponse(wire: head)
        } catch {
            fail(.egress(Reset(code: .protocol), connection: lease.connectionName))
        }
    }

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        bytesIn += UInt64(bytes.byteCount)
        recordedAnswer?.take(bytes)
        owed += bytes.byteCount
        guard isAnswering else {
            let room = Limits.errorBytes - errorBody.count
            let taken = bytes.extracting(first: min(room, bytes.byteCount))
            taken.withUnsafeBytes { errorBody.append(contentsOf: $0) }
            return giveCredit()
        }
        guard let exchange else { return cancel() }
        note(bytes)
        do throws(AnswerFailure) {
            try relay.receive(bytes, into: &exchange.output)
            noteFirstToken()
            try countHeld()
            countKept()
            if relay.hasEnded { return completeAtTerminator() }
            if relay.isComplete { awaitEnd() }
            exchange.attemptProgressed(self)
        } catch {
            fail(.answer(error, start: opening, place))
        }
    }

    private func note(_ bytes: RawSpan) {
        keeper?.take(bytes)
        guard firstTokenMicroseconds == 0 else { return }
        let room = Limits.openingBytes - opening.count
        let taken = bytes.extracting(first: min(max(0, room), bytes.byteCount))
        taken.withUnsafeBytes { opening.append(contentsOf: $0) }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard let response else { return }
        guard isAnswering else {
            return fail(
                .status(
                    response.status, body: errorBody, headers: response.headers, place))
        }
        complete()
    }

    private func complete() {
        guard let exchange else { return cancel() }
        do throws(AnswerFailure) {
            try relay.finish(into: &exchange.output)
            noteFirstToken()
            release()
            // Perhaps the provider answered before it had the whole request; the rest interests nobody.
            body.drop()
            stream?.end()
            stream = nil
            exchange.attemptCompleted(self)
        } catch {
            fail(.answer(error, start: opening, place))
        }
    }

    /// The client does not wait for what the provider may do behind its terminator.
    private func completeAtTerminator() {
        let open = stream
        stream = nil
        if let open, isSent {
            Leftovers.take(open, owed: owed, service.reactor)
        } else {
            // It answered without the whole request; the rest interests nobody.
            open?.reset(.cancelled)
        }
        complete()
    }

    /// The client has all that it wanted; the provider's own end may still tell what it counted.
    private func awaitEnd() {
        guard endTimer == nil else { return }
        endTimer = service.reactor.after(Limits.afterTerminator) { [weak self] in
            guard let self else { return }
            let open = self.stream
            self.stream = nil
            open?.reset(.cancelled)
            self.complete()
        }
    }

    private func countHeld() throws(AnswerFailure) {
        let held = relay.heldBytes
        // What the exchange holds back counts as well; it lets go of that before there is too much.
        let uncommitted = exchange.map { $0.committed ? 0 : $0.output.count } ?? 0
        service.answerBytesHeld += held + uncommitted - heldCounted
        heldCounted = held + uncommitted
        if service.answerBytesHeld > Limits.allAnswerBytes, held > Limits.uncommittedBytes {
            throw .tooLarge
        }
    }

    /// Beyond what all answers together may keep, this one is neither given again nor gone on with elsewhere.
    private func countKept() {
        if keptShare.holds((keeper?.byteCount ?? 0) + relay.keptBytes) { return }
        keeper?.forget()
        relay.forgetSent()
        keptShare.giveBack()
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        self.stream = nil
        if isAnswering, relay.isComplete { return complete() }
        self.reset = reset
        release()
        switch reset.code {
        case .peerGone, .draining: exchange?.attemptLostEgress(self)
        default: exchange?.attemptFailed(self, .egress(reset, connection: lease.connectionName))
        }
    }

    func streamWritable(_ stream: IPC.Stream) { sendBody() }

    private func fail(_ failure: AttemptFailure) {
        cancel()
        exchange?.attemptFailed(self, failure)
    }

    private func noteFirstToken() {
        guard firstTokenMicroseconds == 0, relay.hasMeaning else { return }
        firstTokenMicroseconds = max(1, elapsedMicroseconds)
        opening = []
        if let firstTokenTimer { service.reactor.cancel(firstTokenTimer) }
        firstTokenTimer = nil
    }

    /// Ends the client's stream, which will never be whole.
    func fail(_ error: GatewayError, into output: inout ByteQueue) {
        relay.fail(error, into: &output)
    }
}
