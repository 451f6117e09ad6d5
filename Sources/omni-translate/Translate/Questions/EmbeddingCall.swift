internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON

/// Has one question embedded, for the cache.
final class EmbeddingCall: StreamHandler {
    /// How it ends.
    enum Ending {
        case embedded(Embedding)
        case failed(AttemptFailure)
        /// egress went away meanwhile: nobody knows how it went, and no provider is to blame.
        case lost
    }

    let lease: Lease
    let startedMicroseconds = wallMicroseconds()
    private(set) var response: EgressResponse?
    private var reset: Reset?
    private(set) var bytesIn: UInt64 = 0
    /// Microseconds until it was asked for, and of that the wait for a place.
    let decision: (whole: UInt64, queue: UInt64)
    private let head: RequestHead
    private let service: TranslateService
    private let request: EmbeddingRequest
    private let started: UInt64
    private var body: BodySender
    private var stream: IPC.Stream?
    private var answer: [UInt8] = []
    /// The whole question is with egress.
    private(set) var isSent = false
    private var done: ((Ending) -> Void)?

    /// `done` is called once, unless it is cancelled.
    init(
        _ service: TranslateService, _ lease: Lease, _ request: EmbeddingRequest,
        of head: RequestHead, decision: (whole: UInt64, queue: UInt64),
        done: @escaping (Ending) -> Void
    ) {
        self.service = service
        self.lease = lease
        self.request = request
        self.head = head
        self.decision = decision
        self.done = done
        started = service.reactor.now
        body = BodySender(JSONSegments(whole: request.body), source: [])
    }

    /// Microseconds since it began.
    var elapsedMicroseconds: UInt64 { (service.reactor.now &- started) / 1000 }
    /// Bytes sent to the provider.
    var bytesOut: UInt64 { UInt64(body.byteCount) }
    /// The provider may be at it, and has said nothing yet.
    var isUnanswered: Bool { isSent && response == nil }

    /// Opens the call; false when egress is not connected.
    func start(within milliseconds: UInt32) -> Bool {
        var headers = Attempt.headers(request.headers, adding: lease.headers)
        TraceHeaders.add(head, attempt: head.attemptsBefore, to: &headers)
        let call = EgressRequest(
            requestID: head.requestID, connectionID: lease.connectionID, method: "POST",
            url: lease.baseURL + request.path,
            headers: headers, contentLength: UInt64(body.byteCount),
            deadlines: Deadlines(
                connectMs: milliseconds, firstByteMs: milliseconds, idleMs: milliseconds,
                totalMs: milliseconds),
            purpose: .purposeEmbedding)
        stream = service.egress.open(.egress, head: call, handler: self)
        send()
        return stream != nil
    }

    /// Gives the call up; nothing more is heard of it.
    func cancel() {
        done = nil
        stream?.reset(.cancelled)
        stream = nil
    }

    private func send() {
        guard let stream, !isSent else { return }
        var sender = body
        let isDone = sender.send(on: stream)
        body = sender
        guard isDone else { return }
        isSent = true
        stream.end()
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
        stream.consumed(bytes.byteCount)
        bytesIn += UInt64(bytes.byteCount)
        guard answer.count + bytes.byteCount <= Embedding.answerBytes else {
            return fail(.answer(.tooLarge, place))
        }
        bytes.withUnsafeBytes { answer.append(contentsOf: $0) }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard let response else {
            return fail(.egress(Reset(code: .protocol), connection: lease.connectionName))
        }
        self.stream = nil
        guard 200..<300 ~= response.status else {
            return finish(
                .failed(
                    .status(response.status, body: answer, headers: response.headers, place)))
        }
        guard let embedding = Embedding.read(answer, from: lease.dialect) else {
            return finish(.failed(.answer(.malformed("it holds no vector"), place)))
        }
        finish(.embedded(embedding))
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        self.stream = nil
        self.reset = reset
        switch reset.code {
        case .peerGone, .draining: finish(.lost)
        default: finish(.failed(.egress(reset, connection: lease.connectionName)))
        }
    }

    func streamWritable(_ stream: IPC.Stream) { send() }

    private var place: AttemptFailure.Place {
        AttemptFailure.Place(lease: lease, client: head.dialect, now: wallMicroseconds() / 1000)
    }

    /// The record of how it went: before the first attempt of the request.
    func record(_ outcome: EmbeddingOutcome, _ cost: Cost?) -> AttemptRecord {
        AttemptRecord(
            requestID: head.requestID, attempt: head.attemptsBefore,
            startedUnixUs: startedMicroseconds,
            leaseID: lease.leaseID, connectionID: lease.connectionID,
            connectionName: lease.connectionName, provider: lease.provider, model: lease.model,
            status: response?.status ?? 0, failure: outcome.verdict.failure,
            errorCode: outcome.code, connectUs: response?.connectUs ?? reset?.connectUs ?? 0,
            firstByteUs: response?.firstByteUs ?? 0, totalUs: elapsedMicroseconds,
            bytesIn: bytesIn, bytesOut: bytesOut, usage: outcome.usage, cost: cost,
            reason: outcome.verdict.reason, purpose: .purposeEmbedding, dialect: lease.dialect,
            proxy: response?.proxy ?? reset?.proxy ?? "", httpVersion: response?.httpVersion ?? "",
            tlsVersion: response?.tlsVersion ?? "",
            reusedConnection: response?.reusedConnection ?? false,
            host: service.hosts.host(of: lease.baseURL), decideUs: decision.whole,
            queueUs: decision.queue, combo: lease.combo, tier: lease.tier, trace: head.trace,
            reset: reset?.code ?? (response == nil ? .cancelled : .unknown),
            receivedUnixUs: head.receivedUnixUs)
    }

    private func fail(_ failure: AttemptFailure) {
        let open = stream
        stream = nil
        open?.reset(.cancelled)
        finish(.failed(failure))
    }

    private func finish(_ ending: Ending) {
        let told = done
        done = nil
        told?(ending)
    }
}
