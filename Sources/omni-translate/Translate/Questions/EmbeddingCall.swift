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
    }

    let lease: Lease
    let startedMicroseconds = wallMicroseconds()
    private(set) var response: EgressResponse?
    private(set) var bytesIn: UInt64 = 0
    private let service: TranslateService
    private let requestID: String
    private let client: Dialect
    private let request: EmbeddingRequest
    private let started: UInt64
    private var body: BodySender
    private var stream: IPC.Stream?
    private var answer: [UInt8] = []
    private var isSent = false
    private var done: ((Ending) -> Void)?

    /// `done` is called once, unless it is cancelled.
    init(
        _ service: TranslateService, _ lease: Lease, _ request: EmbeddingRequest,
        requestID: String, client: Dialect,
        done: @escaping (Ending) -> Void
    ) {
        self.service = service
        self.lease = lease
        self.request = request
        self.requestID = requestID
        self.client = client
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
        let head = EgressRequest(
            requestID: requestID, connectionID: lease.connectionID, method: "POST",
            url: lease.baseURL + request.path,
            headers: Attempt.headers(request.headers, adding: lease.headers),
            contentLength: UInt64(body.byteCount),
            deadlines: Deadlines(
                connectMs: milliseconds, firstByteMs: milliseconds, idleMs: milliseconds,
                totalMs: milliseconds))
        stream = service.egress.open(.egress, head: head, handler: self)
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
        finish(.failed(.egress(reset, connection: lease.connectionName)))
    }

    func streamWritable(_ stream: IPC.Stream) { send() }

    private var place: AttemptFailure.Place {
        AttemptFailure.Place(lease: lease, client: client, now: wallMicroseconds() / 1000)
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
