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
    /// The connection of `client`.
    let ingress: ObjectIdentifier?
    let head: RequestHead
    let codec: any ClientCodec.Type
    let started: UInt64
    var body: [UInt8] = []
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
    var takeUps = 0
    var lastFailure: AttemptFailure?
    var lastLease: Lease?
    /// The question to route that has no answer yet.
    var asking: OpenCall?
    /// A lease under which no attempt has begun yet.
    var openLease: Lease?
    /// Runs until an attempt under `openLease` may begin.
    var pause: Timer?
    /// The largest window, in tokens, that was too small.
    var windowExceeded: UInt64 = 0
    /// Cache and idempotency keys, once they were needed.
    var keys: (cache: [UInt8], idempotency: [UInt8])?
    /// What the last question means, for the cache.
    var meaning = QuestionMeaning()
    /// Has the last question embedded.
    var embedding: EmbeddingCall?
    /// What is needed to ask another target for the rest of an answer that breaks off.
    var keptRequest: KeptRequest?
    /// The answer has broken off, and another target is asked for the rest.
    var joining: Joining? {
        didSet { service.kept.change(by: (joining?.bytes ?? 0) - (oldValue?.bytes ?? 0)) }
    }
    /// What the guard found, and in which mode it looked; nil before it did.
    var guardFinding: GuardFinding?
    var guardedAs: GuardMode?
    /// What the request lost on its way to the provider that answers.
    var warnings: [String] = []
    /// The client has a status line; perhaps only heartbeats after it.
    var headSent = false
    /// The client has a part of an answer: from here on no other attempt can take over.
    var committed = false
    /// What is in `output`, or was sent, means something to the client: the first of it is to be timed.
    var hasMeaning = false
    /// What the attempts used and cost.
    var tally = Tally()
    /// Where the time goes.
    var clock = RequestClock()
    /// When the client was last sent a part of the answer, in nanoseconds of the loop's clock; 0 before the first.
    var sentAt: UInt64 = 0
    /// Why the answer ended, in the words of the record.
    var finishReason = ""
    /// What the client gets, where bodies are recorded, and its media type.
    var clientBody: BodyCapture?
    var answerType = ""
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
        ingress = client.connectionID
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

    /// Microseconds since the request came.
    var elapsedMicroseconds: UInt64 { (service.reactor.now &- started) / 1000 }

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
        fetch?.cancel()
        giveUpEmbedding()
        let last = attempt
        if let last {
            last.cancel()
            close(
                last, FailureVerdict(.cancelled, .reasonNone), code: "client_gone",
                usage: abandonedUsage(last), isLast: true, isGivenUp: true)
            finishReason = last.relay.finishReason
        }
        tellOfLoss(last, reset.code)
        finish()
    }

    func streamWritable(_ stream: IPC.Stream) { flush() }

    // MARK: Bytes and the end

    func count(bodyBytes: Int) {
        service.requestBytesHeld += bodyBytes - bodyBytesCounted
        bodyBytesCounted = bodyBytes
    }

    /// Nothing of the request is needed but what `keptRequest` holds.
    func dropRequestBytes() {
        body = []
        question?.dropBytes()
        count(bodyBytes: keptRequest?.bytes.count ?? 0)
    }

    func finish() {
        guard !isOver else { return }
        isOver = true
        fetch?.cancel()
        fetch = nil
        asking?.withdraw()
        asking = nil
        giveUpEmbedding()
        giveBackLease()
        recordClientBody()
        keptRequest = nil
        joining = nil
        dropRequestBytes()
        output = ByteQueue()
        if let deadline { service.reactor.cancel(deadline) }
        if let heartbeat { service.reactor.cancel(heartbeat) }
        deadline = nil
        heartbeat = nil
        service.exchangeEnded()
    }
}
