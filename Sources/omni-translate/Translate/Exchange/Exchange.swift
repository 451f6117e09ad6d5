internal import DaemonLife
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

    private let service: TranslateService
    private let client: IPC.Stream
    private let head: RequestHead
    private let started: UInt64
    private var body: [UInt8] = []
    private var bodyBytesCounted = 0
    private var request: ClientRequest?
    private var attempt: Attempt?
    private var attempts: UInt32 = 0
    private var failedLeases: [UInt64] = []
    private var takeUps = 0
    private var lastFailure: AttemptFailure?
    private var lastLease: Lease?
    /// The client has a status line; perhaps only heartbeats after it.
    private var headSent = false
    /// The client has a part of an answer: from here on no other attempt can take over.
    private var committed = false
    private var ending: ResponseEnd?
    /// Status of the answer, once its head is sent.
    private var answeredStatus: UInt32 = 200
    private var isOver = false
    private var deadline: Timer?
    private var heartbeat: Timer?

    init(_ service: TranslateService, _ client: IPC.Stream, _ head: RequestHead) {
        self.service = service
        self.client = client
        self.head = head
        started = service.reactor.now
        service.exchangeBegan()
        deadline = service.reactor.after(patience) { [weak self] in self?.deadlinePassed() }
    }

    /// Id of the request.
    var requestID: String { head.requestID }

    private var patience: Duration {
        head.deadlineMs > 0 ? .milliseconds(Int64(head.deadlineMs)) : Limits.requestPatience
    }

    private var remainingMilliseconds: UInt32 {
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
            let read = try ChatRequest.read(bytes)
            request = read
            count(bodyBytes: bytes.count + read.tape.memoryBytes)
            ask()
        } catch {
            refuse(error)
        }
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        guard !isOver else { return }
        service.counters.cancelled += 1
        // An ingress that is gone tells nobody of this request any more.
        if reset.code == .peerGone { recordSecondhand() }
        if let attempt {
            attempt.cancel()
            close(attempt, failure: .cancelled, code: "client_gone", usage: partialUsage(attempt))
        }
        finish()
    }

    func streamWritable(_ stream: IPC.Stream) { flush() }

    // MARK: Asking

    private func ask() {
        guard let facts = request?.facts, !isOver else { return }
        let question = RouteAsk(
            requestID: head.requestID, model: facts.model, dialect: head.dialect,
            keyID: head.keyID, stream: facts.stream, tools: facts.tools, vision: facts.vision,
            jsonSchema: facts.jsonSchema, estimatedInputTokens: facts.estimatedInputTokens,
            attempt: attempts + 1, failedLeases: failedLeases)
        service.route.call(.routeAsk, question, within: Limits.askPatience) {
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
    private func takeUp(_ peer: Client, _ reason: String, _ body: @escaping () -> Void) {
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

    // MARK: Attempts

    private func begin(_ lease: Lease) {
        guard let request else { return }
        guard lease.dialect == head.dialect else {
            report(lease, failure: .caller)
            return refuse(
                GatewayError(
                    status: 501, code: "dialect_not_supported",
                    message:
                        "\(lease.connectionName) speaks another dialect than this endpoint.",
                    param: "model"))
        }
        attempts += 1
        lastLease = lease
        service.counters.attempts += 1
        let profile = Profile.named(lease.profile)
        let translator: any AnswerTranslator =
            request.facts.stream
            ? ChatStreamPassthrough(hidesUsage: ChatRequest.addsUsage(request.facts, profile))
            : ChatAnswerPassthrough()
        let attempt = Attempt(
            self, service, lease: lease, number: attempts,
            request: ChatRequest.write(request, model: lease.model, profile: profile),
            source: request.bytes, translator: translator)
        self.attempt = attempt
        armHeartbeat()
        if !attempt.start(totalMilliseconds: remainingMilliseconds) { attemptLostEgress(attempt) }
    }

    /// More of the answer is in `output`.
    func attemptProgressed(_ attempt: Attempt) {
        if !committed {
            let holds = attempt.translator.hasMeaning || output.count > Limits.uncommittedBytes
            guard holds else { return attempt.giveCredit() }
            commit(attempt)
        }
        flush()
    }

    /// The answer is whole.
    func attemptCompleted(_ attempt: Attempt) {
        if !committed { commit(attempt) }
        let usage = fullUsage(attempt)
        close(attempt, failure: .none, code: "", usage: usage)
        var end = ending(.complete, attempt)
        end.usage = usage
        endAnswer(end)
    }

    /// The attempt came to nothing.
    func attemptFailed(_ attempt: Attempt, _ failure: AttemptFailure) {
        let usage = committed ? partialUsage(attempt) : attempt.translator.usage
        close(attempt, failure: failure.failure, code: failure.error.code, usage: usage)
        if committed { return breakOff(attempt, failure.error, usage) }
        output = ByteQueue()
        lastFailure = failure
        failedLeases.append(attempt.lease.leaseID)
        guard failure.failure != .caller, attempts < Limits.attempts else { return give(failure) }
        service.counters.failovers += 1
        ask()
    }

    /// egress went away under the attempt: the same again once it is back, unless the client has a part already.
    func attemptLostEgress(_ attempt: Attempt) {
        let error = GatewayError(
            status: 502, code: "bad_gateway",
            message: "The connection to the provider was lost.")
        let usage = committed ? partialUsage(attempt) : Usage()
        close(attempt, failure: .cancelled, code: "egress_lost", usage: usage)
        if committed { return breakOff(attempt, error, usage) }
        output = ByteQueue()
        takeUp(service.egress, "lost") { [self] in ask() }
    }

    /// Ends an attempt: report to route, record to logd.
    private func close(
        _ attempt: Attempt, failure: FailureClass, code: String, usage: Usage
    ) {
        service.counters.events += attempt.translator.events
        self.attempt = nil
        let report = RouteReport(
            leaseID: attempt.lease.leaseID, requestID: head.requestID, failure: failure,
            status: attempt.response?.status ?? 0, usage: usage,
            firstTokenUs: attempt.firstTokenMicroseconds, totalUs: attempt.elapsedMicroseconds,
            retryAfterMs: AttemptFailure.retryAfter(attempt.response?.headers ?? []))
        // A route that is away forgets the lease by itself.
        _ = service.route.notice(.routeReport, report)
        let record = attempt.record(
            requestID: head.requestID, failure: failure, errorCode: code, usage: usage)
        service.daemon.records.add(Record(entry: .attempt(record)))
    }

    private func report(_ lease: Lease, failure: FailureClass) {
        let report = RouteReport(
            leaseID: lease.leaseID, requestID: head.requestID, failure: failure)
        _ = service.route.notice(.routeReport, report)
    }

    // MARK: Answering

    private func commit(_ attempt: Attempt) {
        committed = true
        dropRequestBytes()
        guard !headSent else { return }
        headSent = true
        let streaming = request?.facts.stream ?? false
        let type = attempt.response?.headers.first { $0.name == "content-type" }?.value
        let fallback = streaming ? "text/event-stream; charset=utf-8" : "application/json"
        client.answer(
            ResponseHead(
                status: 200,
                headers: [Header(name: "content-type", value: type ?? fallback)]
                    + attempt.passedHeaders,
                contentLength: streaming ? nil : UInt64(output.count), streaming: streaming))
    }

    /// Sends what the client has credit for; gives credit back to egress once all of it is gone.
    private func flush() {
        guard headSent, !isOver else { return }
        if committed, !output.isEmpty {
            let sent = output.withBytes { client.send($0.bytes) }
            guard !isOver else { return }
            output.drop(sent)
            rearmHeartbeat()
        }
        guard output.isEmpty else { return }
        attempt?.giveCredit()
        if let ending {
            client.end(ending)
            finish()
        }
    }

    private func endAnswer(_ end: ResponseEnd) {
        ending = end
        flush()
    }

    /// The client has a part of an answer that will never be whole.
    private func breakOff(_ attempt: Attempt, _ error: GatewayError, _ usage: Usage) {
        service.counters.broken += 1
        if request?.facts.stream ?? true { output.append(ChatErrors.event(error)) }
        var end = ending(.broken, attempt)
        end.errorCode = error.code
        end.usage = usage
        endAnswer(end)
    }

    /// Answers with an error of ours.
    private func refuse(_ error: GatewayError) {
        service.counters.refused += 1
        give(
            AttemptFailure(failure: .caller, error: error))
    }

    /// Answers with the failure of the last attempt, in the provider's words where they fit the dialect.
    private func give(_ failure: AttemptFailure) {
        guard !isOver, ending == nil else { return }
        let body = failure.body ?? ChatErrors.body(failure.error)
        var end = ending(.refused, nil)
        end.errorCode = failure.error.code
        if let lastLease {
            end.provider = lastLease.provider
            end.connectionID = lastLease.connectionID
            end.connectionName = lastLease.connectionName
        }
        committed = true
        if headSent {
            // Only heartbeats went out; the status can no longer tell.
            end.outcome = .broken
            output.append(ChatErrors.event(body: body))
            return endAnswer(end)
        }
        headSent = true
        answeredStatus = failure.error.status
        output.append(body)
        var headers = failure.headers
        headers.append(Header(name: "content-type", value: "application/json"))
        if let seconds = failure.error.retryAfterSeconds,
            !headers.contains(where: { $0.name == "retry-after" })
        {
            headers.append(Header(name: "retry-after", value: "\(seconds)"))
        }
        client.answer(
            ResponseHead(
                status: failure.error.status, headers: headers,
                contentLength: UInt64(body.count)))
        endAnswer(end)
    }

    private func recordSecondhand() {
        var end = ending ?? ending(.clientGone, attempt)
        end.outcome = .clientGone
        if let attempt { end.usage = partialUsage(attempt) }
        let record = RequestRecord(
            secondhand: head, end: end, status: headSent ? answeredStatus : 0,
            totalMicroseconds: (service.reactor.now &- started) / 1000)
        service.daemon.records.add(Record(entry: .request(record)))
    }

    private func ending(_ outcome: Outcome, _ attempt: Attempt?) -> ResponseEnd {
        ResponseEnd(
            outcome: outcome, modelAsked: request?.facts.model ?? "",
            modelAnswered: attempt.map { answered in
                answered.translator.model.isEmpty ? answered.lease.model : answered.translator.model
            } ?? "",
            provider: attempt?.lease.provider ?? "",
            connectionID: attempt?.lease.connectionID ?? "",
            connectionName: attempt?.lease.connectionName ?? "", attempts: attempts,
            stream: request?.facts.stream ?? false)
    }

    // MARK: Time

    private func deadlinePassed() {
        guard !isOver, ending == nil else {
            // A client that does not read its answer to the end has had its time as well.
            client.reset(.deadline, "the client reads too slowly")
            return finish()
        }
        let error = GatewayError(
            status: 504, code: "gateway_timeout", message: "The request took too long.")
        guard let attempt else { return refuse(error) }
        attempt.cancel()
        let usage = partialUsage(attempt)
        close(attempt, failure: .provider, code: error.code, usage: usage)
        if committed { return breakOff(attempt, error, usage) }
        output = ByteQueue()
        give(AttemptFailure(failure: .provider, error: error))
    }

    private var heartbeatInterval: Duration? {
        guard head.heartbeatMs > 0, request?.facts.stream ?? false else { return nil }
        return .milliseconds(Int64(head.heartbeatMs))
    }

    private func armHeartbeat() {
        guard heartbeat == nil, let interval = heartbeatInterval else { return }
        heartbeat = service.reactor.after(interval) { [weak self] in self?.beat() }
    }

    private func rearmHeartbeat() {
        guard let heartbeat, let interval = heartbeatInterval else { return }
        service.reactor.rearm(heartbeat, interval)
    }

    /// Shows the client that we live.
    ///
    /// Before the commit only once the provider has answered with a status of success, because the
    /// status line goes out with it; another attempt can still take over unseen.
    private func beat() {
        guard !isOver, ending == nil else { return }
        rearmHeartbeat()
        guard headSent || attempt?.isAnswering ?? false, output.isEmpty || !committed else {
            return
        }
        if !headSent {
            headSent = true
            client.answer(
                ResponseHead(
                    status: 200,
                    headers: [
                        Header(name: "content-type", value: "text/event-stream; charset=utf-8")
                    ], streaming: true))
        }
        let comment = ChatErrors.heartbeat
        guard client.credit >= comment.count else { return }
        let sent = client.send(comment.span.bytes)
        precondition(sent == comment.count, "credit was checked")
        service.counters.heartbeats += 1
    }

    // MARK: Usage and end

    /// What the provider reported, else an estimate.
    private func fullUsage(_ attempt: Attempt) -> Usage {
        let reported = attempt.translator.usage
        return reported.source == .reported ? reported : estimate(attempt)
    }

    /// Of an answer that broke off: what was reported until then, else an estimate of what was used.
    private func partialUsage(_ attempt: Attempt) -> Usage {
        guard attempt.isAnswering else { return Usage() }
        return fullUsage(attempt)
    }

    private func estimate(_ attempt: Attempt) -> Usage {
        Usage(
            source: .estimated, input: request?.facts.estimatedInputTokens ?? 0,
            output: UInt64((attempt.translator.textBytes + 3) / 4))
    }

    private func count(bodyBytes: Int) {
        service.requestBytesHeld += bodyBytes - bodyBytesCounted
        bodyBytesCounted = bodyBytes
    }

    /// Once an answer is committed the request is never sent again.
    private func dropRequestBytes() {
        body = []
        if let facts = request?.facts {
            request = ClientRequest(bytes: [], tape: JSONTape(), facts: facts)
        }
        count(bodyBytes: 0)
    }

    private func finish() {
        guard !isOver else { return }
        isOver = true
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
