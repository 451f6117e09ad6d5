internal import EventLoop
internal import IPC
internal import Logging

/// One request on its stream: takes the body, runs the operation, sends the answer.
final class ManageExchange {
    private let stream: Stream
    private let reactor: Reactor
    private let front: APIFront
    private let budget: BodyBudget
    private let log: Logger
    private let began: UInt64
    private var whenOver: (() -> Void)?
    private var deadline: Timer?
    private var reserved: BodyBudget.Room?

    /// Prepares to handle what comes on `stream`; `whenOver` is called once nothing more is to be done but to send.
    init(
        _ stream: Stream, _ reactor: Reactor, _ front: APIFront, _ budget: BodyBudget,
        _ log: Logger,
        whenOver: @escaping () -> Void
    ) {
        self.stream = stream
        self.reactor = reactor
        self.front = front
        self.budget = budget
        self.log = log
        began = monotonicNanoseconds()
        self.whenOver = whenOver
    }

    /// Begins with the head as it came.
    func begin(_ request: ManageRequest) {
        let source = RequestSource(request, peerUser: stream.peerUser)
        do throws(APIError) {
            let head = try APIHead(request, source: source)
            switch front.admit(head) {
            case .answered(let answer): send(answer, head.method)
            case .admitted(let admitted): collect(admitted)
            }
        } catch {
            let id = APIHead.requestID(request.requestID)
            send(front.finished(error.answer, id), request.method)
        }
    }

    /// Refuses the request because there is too much to do.
    func refuse(_ request: ManageRequest) {
        let id = APIHead.requestID(request.requestID)
        send(front.finished(Self.busy.answer, id), request.method)
    }

    private func collect(_ admitted: APIFront.Admitted) {
        let length = admitted.head.contentLength.map { Int(clamping: $0) }
        let wanted = min(length ?? admitted.bodyLimit, admitted.bodyLimit)
        let source = admitted.head.source
        let isOpen = admitted.operation.scope == nil && !source.isTrusted
        // Without a body there is nothing to make room for.
        if length != 0 {
            let stranger = isOpen ? source.failureSource : nil
            guard let room = budget.reserve(wanted, stranger: stranger) else {
                return answer(Self.busy.answer, admitted.head)
            }
            reserved = room
        }
        deadline = reactor.after(isOpen ? Limits.openBody : Limits.body) { [weak self] in
            self?.giveUp()
        }
        stream.handler = StreamCollector(
            stream, reactor, limit: wanted,
            tooLarge: { [self] in
                answer(ContentCheck.tooLarge(admitted.operation).answer, admitted.head)
            },
            finish: { [self] body in
                guard let body else { return end() }
                run(admitted, body)
            })
    }

    /// A body that comes drop by drop must not hold a place for long.
    private func giveUp() {
        stream.reset(.deadline, "the body took too long")
        end()
    }

    private func run(_ admitted: APIFront.Admitted, _ body: [UInt8]) {
        if let deadline { reactor.cancel(deadline) }
        deadline = nil
        let bystander = Bystander()
        stream.handler = bystander
        let responder = front.run(admitted, body: body) { [self] answer in
            send(answer, admitted.head.method)
        }
        guard responder.isWaiting else { return }
        bystander.whenGone = { [weak responder] in responder?.withdraw() }
        deadline = reactor.after(Limits.operation) {
            responder.fail(
                APIError(
                    .timeout, "timeout",
                    "This took too long; whether it was done is not known. Look before trying again."
                ))
        }
    }

    private func answer(_ answer: APIAnswer, _ head: APIHead) {
        send(front.finished(answer, head.id), head.method)
    }

    private func send(_ answer: APIAnswer, _ method: String) {
        log.info(
            "answered",
            metadata: [
                "request_id": "\(answer.headers.last { $0.name == "x-request-id" }?.value ?? "")",
                "method": "\(method.prefix(20))", "status": "\(answer.status)",
                "duration_ms": "\((monotonicNanoseconds() - began) / 1_000_000)",
            ])
        guard !stream.isClosed else {
            answer.flow?.source.cancel()
            return end()
        }
        // HEAD is answered as GET, without the body (RFC 9110 section 9.3.2).
        let hasBody = method != "HEAD"
        if let flow = answer.flow { return send(flow, answer, hasBody: hasBody) }
        defer { end() }
        let body = hasBody ? answer.body : []
        let hasLength = hasBody && answer.status != 204
        stream.answer(
            ManageResponse(
                status: UInt32(answer.status), headers: answer.headers,
                contentLength: hasLength ? UInt64(body.count) : nil))
        StreamSender.send(body, on: stream, reactor)
    }

    /// Begins a body that comes piece by piece; the request runs for as long as it does.
    private func send(_ flow: AnswerFlow, _ answer: APIAnswer, hasBody: Bool) {
        stream.answer(ManageResponse(status: UInt32(answer.status), headers: answer.headers))
        guard hasBody else {
            flow.source.cancel()
            StreamSender.send([], on: stream, reactor)
            return end()
        }
        release()
        AnswerPump.start(flow.source, on: stream, reactor) { [self] in end() }
    }

    /// Gives up the deadline and the room that a request has before it is answered.
    private func release() {
        if let deadline { reactor.cancel(deadline) }
        deadline = nil
        if let reserved { budget.release(reserved) }
        reserved = nil
    }

    private func end() {
        release()
        let told = whenOver
        whenOver = nil
        told?()
    }

    private static var busy: APIError {
        APIError(.unavailable, "busy", "Too many requests at once: try again.", retryAfter: 1)
    }
}

/// Waits with a request for its answer; a client that leaves does not undo what it asked for.
private final class Bystander: StreamHandler {
    /// Told when it leaves.
    var whenGone: (() -> Void)?

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    func streamEnded(_ stream: Stream, trailer: RawSpan) {}
    func streamWritable(_ stream: Stream) {}
    func streamReset(_ stream: Stream, _ reset: Reset) {
        let told = whenGone
        whenGone = nil
        told?()
    }
}
