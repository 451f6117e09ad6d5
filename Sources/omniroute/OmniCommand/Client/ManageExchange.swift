internal import EventLoop
internal import IPC

/// One request on its way: the body under credit, then the answer.
final class ManageExchange: StreamHandler {
    private let reactor: Reactor
    private let body: [UInt8]
    private let limit: Int
    private var sent = 0
    private var isSent = false
    private var reply: ManageReply?
    private var received: [UInt8] = []
    private var timer: Timer?
    private var finish: ((ManageClient.Outcome) -> Void)?

    /// Prepares an exchange; `finish` is called once.
    init(
        _ reactor: Reactor, body: [UInt8], limit: Int = ManageClient.replyLimitBytes,
        finish: @escaping (ManageClient.Outcome) -> Void
    ) {
        self.reactor = reactor
        self.body = body
        self.limit = limit
        self.finish = finish
    }

    /// Sends the body on the stream whose handler this is.
    func start(_ stream: Stream, within: Duration) {
        timer = reactor.after(within) { [weak self, weak stream] in
            // The stream lets go of its handler, which is this.
            guard let self else { return }
            stream?.reset(.deadline)
            self.end(.failure(CallError(code: .deadline, message: "no answer in time")))
        }
        push(stream)
    }

    /// Tells the outcome, if it has not been told.
    func end(_ outcome: ManageClient.Outcome) {
        guard let told = finish else { return }
        finish = nil
        if let timer { reactor.cancel(timer) }
        told(outcome)
    }

    private func push(_ stream: Stream) {
        guard !isSent else { return }
        let body = body
        sent += stream.send(body.span.bytes.extracting(sent..<body.count))
        guard sent == body.count else { return }
        isSent = true
        stream.end()
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        do throws(WireError) {
            let response = try ManageResponse(wire: head)
            reply = ManageReply(status: Int(response.status), headers: response.headers)
        } catch {
            stream.reset(.protocol, "\(error)")
            end(.failure(CallError(code: .protocol, message: "\(error)")))
        }
    }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        guard bytes.byteCount <= limit - received.count else {
            stream.reset(.refused, "more than \(limit) bytes")
            let error = CallError(
                code: .refused, message: "the answer is larger than \(limit) bytes")
            return end(.failure(error))
        }
        bytes.withUnsafeBytes { received.append(contentsOf: $0) }
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        // Who refuses early has not read the body, and need not.
        if !isSent { stream.reset(.cancelled) }
        guard var reply else {
            return end(.failure(CallError(code: .protocol, message: "ended without an answer")))
        }
        reply.body = received
        end(.success(reply))
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        end(.failure(CallError(code: reset.code, message: reset.message)))
    }

    func streamWritable(_ stream: Stream) { push(stream) }
}
