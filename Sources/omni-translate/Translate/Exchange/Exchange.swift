internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON
internal import Logging

/// One client request from its head to the end of its answer.
///
/// Reads the body, asks route, makes attempts through egress until one has meaning, then commits and passes the answer on
/// under the client's credit.
final class Exchange: StreamHandler {
    /// What the client may have but has no credit for, or that is held back before the commit.
    var output = ByteQueue()

    let service: TranslateService
    let client: IPC.Stream
    let head: RequestHead
    let codec: any ClientCodec.Type
    let started: UInt64
    private var body: [UInt8] = []
    private var bodyBytesCounted = 0
    /// What is asked; without its bytes once an answer is committed.
    var question: Preparation.Question?
    /// What must be done before the request can be written, such as fetching a picture.
    var fetch: MediaFetch?
    /// Keeps the answer for a client that may go on from it.
    var recorder: ResponseRecorder?
    var attempt: Attempt?
    var attempts: UInt32 = 0
    var failedLeases: [UInt64] = []
    private var takeUps = 0
    var lastFailure: AttemptFailure?
    var lastLease: Lease?
    /// What the request lost on its way to the provider that answers.
    var warnings: [String] = []
    /// The client has a status line; perhaps only heartbeats after it.
    var headSent = false
    /// The client has a part of an answer: from here on no other attempt can take over.
    var committed = false
    var ending: ResponseEnd?
    /// Status of the answer, once its head is sent.
    var answeredStatus: UInt32 = 200
    var isOver = false
    var deadline: Timer?
    var heartbeat: Timer?

    init(
        _ service: TranslateService, _ client: IPC.Stream, _ head: RequestHead,
        _ codec: any ClientCodec.Type
    ) {
        self.service = service
        self.client = client
        self.head = head
        self.codec = codec
        started = service.reactor.now
        service.exchangeBegan()
        deadline = service.reactor.after(patience) { [weak self] in self?.deadlinePassed() }
    }

    /// Id of the request.
    var requestID: String { head.requestID }
    /// Dialect of the client.
    var clientDialect: Dialect { head.dialect }
    /// What route must know of the request.
    var facts: RequestFacts? { question?.facts }

    var patience: Duration {
        head.deadlineMs > 0 ? .milliseconds(Int64(head.deadlineMs)) : Limits.requestPatience
    }

    var remainingMilliseconds: UInt32 {
        let passed = (service.reactor.now &- started) / 1_000_000
        let whole = nanoseconds(patience) / 1_000_000
        return UInt32(clamping: whole > passed ? whole - passed : 1)
    }

    // MARK: The client's stream

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
        guard !isOver, ending == nil else { return }
        if body.isEmpty, let length = head.contentLength, length <= Limits.requestBytes {
            body.reserveCapacity(Int(length))
        }
        guard body.count + bytes.byteCount <= Limits.requestBytes else {
            return refuse(
                GatewayError(
                    status: 413, code: "request_too_large",
                    message: "The request body is larger than \(Limits.requestBytes) bytes."))
        }
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
        count(bodyBytes: body.count)
        guard service.requestBytesHeld <= Limits.allRequestBytes else {
            return refuse(
                GatewayError(
                    status: 503, code: "service_unavailable",
                    message: "Too many large requests are under way.",
                    retryAfterMilliseconds: 1000))
        }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard !isOver, ending == nil else { return }
        do throws(GatewayError) {
            let bytes = body
            body = []
            let source = try RequestBody.read(bytes, head)
            count(bodyBytes: bytes.count + source.tape.memoryBytes)
            try begin(source)
        } catch {
            refuse(error)
        }
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        guard !isOver else { return }
        service.counters.cancelled += 1
        // An ingress that is gone tells nobody of this request any more.
        if reset.code == .peerGone { recordSecondhand() }
        fetch?.cancel()
        if let attempt {
            attempt.cancel()
            close(attempt, failure: .cancelled, code: "client_gone", usage: partialUsage(attempt))
        }
        finish()
    }

    func streamWritable(_ stream: IPC.Stream) { flush() }

    // MARK: Asking

    /// The request is here: reads what route must know and asks.
    private func begin(_ source: RequestSource) throws(GatewayError) {
        let source = try Conversations.continued(source, head, service)
        question = Preparation.Question(source: source, facts: try codec.facts(source))
        recorder = Conversations.recorder(source, head)
        if head.endpoint == .countTokens { return try countTokens() }
        ask()
    }

    func ask() {
        guard let facts, !isOver else { return }
        let asked = RouteAsk(
            requestID: head.requestID, model: facts.model, dialect: head.dialect,
            keyID: head.keyID, stream: facts.stream, tools: facts.tools, vision: facts.vision,
            jsonSchema: facts.jsonSchema, estimatedInputTokens: facts.estimatedInputTokens,
            attempt: attempts + 1, failedLeases: failedLeases)
        service.route.call(.routeAsk, asked, within: Limits.askPatience) {
            [self] (result: Result<RouteAnswer, CallError>) in decided(result)
        }
    }

    private func decided(_ result: Result<RouteAnswer, CallError>) {
        switch result {
        case .success(let answer): decided(answer)
        case .failure(let error):
            guard !isOver, ending == nil else { return }
            takeUp(service.route, error.message) { [self] in ask() }
        }
    }

    private func decided(_ answer: RouteAnswer) {
        switch answer.answer {
        case .lease(let lease):
            // The client left, or time ran out, while route decided: give the lease back.
            guard !isOver, ending == nil else { return report(lease, failure: .cancelled) }
            begin(lease)
        case .refusal(let refusal):
            guard !isOver, ending == nil else { return }
            // What really happened is worth more than "nothing is left".
            if let lastFailure { return give(lastFailure) }
            refuse(GatewayError(refusal))
        case nil:
            guard !isOver, ending == nil else { return }
            refuse(.unavailable("No decision could be made."))
        }
    }

    /// Waits for a daemon that went away and goes on; gives up after `Limits.takeUps`.
    func takeUp(_ peer: Client, _ reason: String, _ body: @escaping () -> Void) {
        takeUps += 1
        guard takeUps <= Limits.takeUps else {
            return refuse(.unavailable("A part of the gateway is not available."))
        }
        service.daemon.log.info(
            "waiting for a peer",
            metadata: [
                "request_id": "\(head.requestID)", "peer": "\(peer.name)", "error": "\(reason)",
            ])
        peer.whenConnected(within: Limits.peerPatience) { [self] connected in
            guard !isOver, ending == nil else { return }
            if connected { return body() }
            refuse(.unavailable("A part of the gateway is not available."))
        }
    }

    // MARK: Bytes and the end

    func count(bodyBytes: Int) {
        service.requestBytesHeld += bodyBytes - bodyBytesCounted
        bodyBytesCounted = bodyBytes
    }

    /// Once an answer is committed the request is never sent again.
    func dropRequestBytes() {
        body = []
        if let asked = question { question = asked.withoutBytes }
        count(bodyBytes: 0)
    }

    func finish() {
        guard !isOver else { return }
        isOver = true
        fetch?.cancel()
        fetch = nil
        dropRequestBytes()
        output = ByteQueue()
        if let deadline { service.reactor.cancel(deadline) }
        if let heartbeat { service.reactor.cancel(heartbeat) }
        deadline = nil
        heartbeat = nil
        service.exchangeEnded()
    }
}

extension GatewayError {
    /// route's refusal as the client is told it.
    init(_ refusal: Refusal) {
        self.init(
            status: refusal.status, code: refusal.code, message: refusal.message,
            param: refusal.param.isEmpty ? nil : refusal.param,
            retryAfterMilliseconds: refusal.retryAfterMs)
    }

    /// A part of the gateway is missing.
    static func unavailable(_ message: String) -> GatewayError {
        GatewayError(
            status: 503, code: "service_unavailable", message: message,
            retryAfterMilliseconds: 1000)
    }
}
