internal import EventLoop
internal import IPC

/// One POST to a collector through egress, with a deadline.
final class ExportCall: StreamHandler {
    private let reactor: Reactor
    private let body: [UInt8]
    private var sent = 0
    private var response: EgressResponse?
    private var answer: [UInt8] = []
    private var timer: Timer?
    private var finish: ((ExportAnswer) -> Void)?

    private init(
        _ reactor: Reactor, _ body: [UInt8], _ finish: @escaping (ExportAnswer) -> Void
    ) {
        self.reactor = reactor
        self.body = body
        self.finish = finish
    }

    /// Sends `body`; `finish` is called once, never from within this call.
    static func send(
        _ body: [UInt8], to telemetry: Telemetry, agent: String, _ client: Client,
        _ reactor: Reactor, finish: @escaping (ExportAnswer) -> Void
    ) {
        let call = ExportCall(reactor, body, finish)
        let request = EgressRequest(
            connectionID: telemetry.connectionID.isEmpty ? "telemetry" : telemetry.connectionID,
            method: "POST", url: telemetry.tracesURL,
            headers: [
                Header(name: "content-type", value: "application/json"),
                Header(name: "user-agent", value: agent),
            ],
            contentLength: UInt64(body.count), deadlines: Limits.exportDeadlines,
            purpose: .purposeTelemetry)
        guard let stream = client.open(.egress, head: request, handler: call) else {
            _ = reactor.after(.zero) { call.end(.later(cause: "egress is away", seconds: 0)) }
            return
        }
        call.timer = reactor.after(Limits.exportPatience) { [weak stream] in
            stream?.reset(.deadline)
            call.end(.later(cause: "no answer in time", seconds: 0))
        }
        call.push(stream)
    }

    private func push(_ stream: IPC.Stream) {
        let body = body
        sent += stream.send(body.span.bytes.extracting(sent..<body.count))
        if sent == body.count { stream.end() }
    }

    private func end(_ result: ExportAnswer) {
        guard let told = finish else { return }
        finish = nil
        if let timer { reactor.cancel(timer) }
        timer = nil
        told(result)
    }

    // MARK: What egress says

    /// The collector's head.
    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        do throws(WireError) {
            response = try EgressResponse(wire: head)
        } catch {
            stream.reset(.protocol, "\(error)")
            end(.later(cause: "\(error)", seconds: 0))
        }
    }

    /// A piece of the collector's answer; what is beyond the bound is passed over.
    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        if answer.count + bytes.byteCount <= Limits.exportAnswerBytes {
            bytes.withUnsafeBytes { answer.append(contentsOf: $0) }
        }
        stream.consumed(bytes.byteCount)
    }

    /// The answer is whole.
    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        stream.end()
        guard let response else { return end(.later(cause: "no answer", seconds: 0)) }
        let retryAfter = response.headers.first { $0.name == "retry-after" }?.value ?? ""
        end(
            ExportAnswer(
                status: response.status, retryAfter: retryAfter, body: answer,
                wall: wallMicroseconds()))
    }

    /// There is no answer.
    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        end(.later(cause: reset.code.word.description, seconds: 0))
    }

    /// Goes on sending.
    func streamWritable(_ stream: IPC.Stream) { push(stream) }
}
