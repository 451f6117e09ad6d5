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
    private(set) var relay: Relay
    private(set) var response: EgressResponse?
    private(set) var firstTokenMicroseconds: UInt64 = 0
    private(set) var bytesIn: UInt64 = 0

    private weak var exchange: Exchange?
    private let requestID: String
    private let client: Dialect
    private let service: TranslateService
    private let started: UInt64
    private let request: EncodedRequest
    private var source: [UInt8]
    private var stream: IPC.Stream?
    private var segment = 0
    private var offset = 0
    private var errorBody: [UInt8] = []
    /// Bytes taken from egress whose credit has not been given back.
    private var owed = 0
    private var heldCounted = 0
    private var endTimer: Timer?

    init(
        _ exchange: Exchange, _ service: TranslateService, lease: Lease, number: UInt32,
        preparation: Preparation
    ) {
        self.exchange = exchange
        requestID = exchange.requestID
        client = exchange.clientDialect
        self.service = service
        self.lease = lease
        self.number = number
        request = preparation.request
        source = preparation.source
        relay = preparation.relay
        started = service.reactor.now
    }

    /// Microseconds since the attempt began.
    var elapsedMicroseconds: UInt64 { (service.reactor.now &- started) / 1000 }
    /// Bytes sent to the provider.
    var bytesOut: UInt64 { UInt64(request.body.byteCount) }
    /// Whether the provider answered with a status of success.
    var isAnswering: Bool { response.map { 200..<300 ~= $0.status } ?? false }

    /// Opens the call; false when egress is not connected.
    func start(totalMilliseconds: UInt32) -> Bool {
        var deadlines = lease.deadlines ?? Deadlines()
        deadlines.totalMs =
            deadlines.totalMs == 0 ? totalMilliseconds : min(deadlines.totalMs, totalMilliseconds)
        let head = EgressRequest(
            requestID: requestID, connectionID: lease.connectionID, method: "POST",
            url: lease.baseURL + request.path, headers: request.headers,
            contentLength: UInt64(request.body.byteCount), deadlines: deadlines,
            bodySha256: signedHash)
        guard let stream = service.egress.open(.egress, head: head, handler: self) else {
            return false
        }
        self.stream = stream
        sendBody()
        return true
    }

    /// Hash of the body, for the one dialect whose credentials may sign it.
    private var signedHash: [UInt8] {
        guard lease.dialect == .bedrock else { return [] }
        var whole: [UInt8] = []
        let original = source
        request.body.append(to: &whole, from: original.span.bytes)
        return SHA256.hash(whole)
    }

    /// Sends pieces of the request as far as credit goes.
    private func sendBody() {
        guard let stream else { return }
        while segment < request.body.list.count {
            guard send(request.body.list[segment], on: stream) else { return }
            segment += 1
            offset = 0
        }
        source = []
        stream.end()
    }

    /// False when credit ran out within the piece.
    private func send(_ piece: JSONSegment, on stream: IPC.Stream) -> Bool {
        switch piece {
        case .original(let range):
            let rest = range.lowerBound + offset..<range.upperBound
            offset += stream.send(source.span.bytes.extracting(rest))
        case .inserted(let bytes):
            offset += stream.send(bytes.span.bytes.extracting(offset..<bytes.count))
        }
        return offset == piece.byteCount
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
        if let endTimer { service.reactor.cancel(endTimer) }
        endTimer = nil
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
        owed += bytes.byteCount
        guard isAnswering else {
            let room = Limits.errorBytes - errorBody.count
            let taken = bytes.extracting(first: min(room, bytes.byteCount))
            taken.withUnsafeBytes { errorBody.append(contentsOf: $0) }
            return giveCredit()
        }
        guard let exchange else { return cancel() }
        do throws(AnswerFailure) {
            try relay.receive(bytes, into: &exchange.output)
            try countHeld()
            noteFirstToken()
            if relay.isComplete { awaitEnd() }
            exchange.attemptProgressed(self)
        } catch {
            fail(.answer(error, lease: lease, client: client))
        }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard let response else { return }
        guard isAnswering else {
            return fail(
                .status(
                    response.status, body: errorBody, headers: response.headers, lease: lease,
                    client: client))
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
            source = []
            stream?.end()
            stream = nil
            exchange.attemptCompleted(self)
        } catch {
            fail(.answer(error, lease: lease, client: client))
        }
    }

    /// A provider may hold the connection open behind its terminator; the client does not wait for that.
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
        service.answerBytesHeld += held - heldCounted
        heldCounted = held
        if service.answerBytesHeld > Limits.allAnswerBytes, held > Limits.uncommittedBytes {
            throw .tooLarge
        }
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        self.stream = nil
        if isAnswering, relay.isComplete { return complete() }
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
    }

    /// Ends the client's stream, which will never be whole.
    func fail(_ error: GatewayError, into output: inout ByteQueue) {
        relay.fail(error, into: &output)
    }

    /// Headers of the provider that a client uses.
    var passedHeaders: [Header] {
        PassedHeaders.of(response?.headers ?? [], from: lease.dialect, to: client)
    }

    /// The record of how it went.
    func record(
        requestID: String, failure: FailureClass, errorCode: String, usage: Usage
    ) -> AttemptRecord {
        AttemptRecord(
            requestID: requestID, attempt: number, startedUnixUs: startedMicroseconds,
            leaseID: lease.leaseID, connectionID: lease.connectionID,
            connectionName: lease.connectionName, provider: lease.provider, model: lease.model,
            status: response?.status ?? 0, failure: failure, errorCode: errorCode,
            connectUs: response?.connectUs ?? 0, firstByteUs: response?.firstByteUs ?? 0,
            firstTokenUs: firstTokenMicroseconds, totalUs: elapsedMicroseconds,
            bytesIn: bytesIn, bytesOut: bytesOut, usage: usage)
    }
}
