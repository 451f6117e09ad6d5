public import EventLoop

/// Sends one large message as a stream's body and waits for an `ApplyResult`.
public final class StreamUpload: StreamHandler {
    private let message: [UInt8]
    private var sent = 0
    private var finish: ((Result<ApplyResult, CallError>) -> Void)?
    private var timer: Timer?
    private let reactor: Reactor

    private init(
        _ reactor: Reactor, _ message: [UInt8],
        finish: @escaping (Result<ApplyResult, CallError>) -> Void
    ) {
        self.reactor = reactor
        self.message = message
        self.finish = finish
    }

    /// Opens a stream of `kind` on a connected client and sends; `finish` is called once, within the time given.
    public static func send(
        _ kind: Kind, _ message: some WireMessage, to client: Client, on reactor: Reactor,
        within: Duration, finish: @escaping (Result<ApplyResult, CallError>) -> Void
    ) {
        let upload = StreamUpload(reactor, message.encoded(reserving: 4096), finish: finish)
        guard let stream = client.open(kind, head: RouteSummaryAsk(), handler: upload) else {
            let error = CallError(code: .peerGone, message: "\(client.name) is not there")
            return upload.end(.failure(error))
        }
        upload.timer = reactor.after(within) { [weak upload, weak stream] in
            // The stream forgets its handler when it is reset.
            guard let upload else { return }
            stream?.reset(.deadline)
            upload.end(.failure(CallError(code: .deadline, message: "no answer in time")))
        }
        upload.push(stream)
    }

    private func push(_ stream: Stream) {
        let message = message
        sent += stream.send(message.span.bytes.extracting(sent..<message.count))
        if sent == message.count { stream.end() }
    }

    private func end(_ result: Result<ApplyResult, CallError>) {
        guard let told = finish else { return }
        finish = nil
        if let timer { reactor.cancel(timer) }
        told(result)
    }

    /// The answer came.
    public func streamAnswered(_ stream: Stream, head: RawSpan) {
        do throws(WireError) {
            end(.success(try ApplyResult(wire: head)))
        } catch {
            stream.reset(.protocol, "\(error)")
            end(.failure(CallError(code: .protocol, message: "\(error)")))
        }
    }

    /// Goes on sending.
    public func streamWritable(_ stream: Stream) { push(stream) }

    /// Passed over: the answer is in the head.
    public func streamReceived(_ stream: Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
    }

    /// The other side ended without an answer, unless one came before.
    public func streamEnded(_ stream: Stream, trailer: RawSpan) {
        stream.end()
        end(.failure(CallError(code: .protocol, message: "ended without an answer")))
    }

    /// There will be no answer.
    public func streamReset(_ stream: Stream, _ reset: Reset) {
        end(.failure(CallError(code: reset.code, message: reset.message)))
    }
}
