internal import EventLoop
internal import IPC

/// Asks by one stream: a head and perhaps a body out, a head and a body back, within one deadline.
final class StreamFetch: StreamHandler {
    /// What came back.
    struct Reply {
        /// The answering head, as it came.
        var head: [UInt8] = []
        var body: [UInt8] = []
        /// There was more than the limit; the stream was given up then.
        var isCut = false
    }

    private let reactor: Reactor
    private let limit: Int
    private let outgoing: [UInt8]
    private var sent = 0
    private var reply = Reply()
    private var timer: Timer?
    private var finish: ((Result<Reply, CallError>) -> Void)?

    private init(
        _ reactor: Reactor, _ outgoing: [UInt8], limit: Int,
        finish: @escaping (Result<Reply, CallError>) -> Void
    ) {
        self.reactor = reactor
        self.outgoing = outgoing
        self.limit = limit
        self.finish = finish
    }

    /// Opens a stream on a client and sends.
    ///
    /// - Parameters:
    ///   - kind: Of the stream.
    ///   - head: Its first message.
    ///   - body: Bytes that follow the head.
    ///   - client: Whom to ask.
    ///   - reactor: Has the timer.
    ///   - limit: Bytes of the answer that are wanted.
    ///   - within: How long all of it may take.
    ///   - finish: Called once; not at once unless the client is not connected.
    static func send(
        _ kind: Kind, _ head: some WireMessage, body: [UInt8] = [], to client: Client,
        on reactor: Reactor, limit: Int, within: Duration,
        finish: @escaping (Result<Reply, CallError>) -> Void
    ) {
        let fetch = StreamFetch(reactor, body, limit: limit, finish: finish)
        guard let stream = client.open(kind, head: head, handler: fetch) else {
            let error = CallError(code: .peerGone, message: "\(client.name) is not there")
            return fetch.end(.failure(error))
        }
        fetch.timer = reactor.after(within) { [weak fetch, weak stream] in
            // The stream lets go of it with the reset.
            guard let fetch else { return }
            stream?.reset(.deadline)
            fetch.end(.failure(CallError(code: .deadline, message: "no answer in time")))
        }
        fetch.push(stream)
    }

    private func push(_ stream: Stream) {
        let bytes = outgoing
        sent += stream.send(bytes.span.bytes.extracting(sent..<bytes.count))
        if sent == bytes.count { stream.end() }
    }

    private func end(_ result: Result<Reply, CallError>) {
        if let timer { reactor.cancel(timer) }
        timer = nil
        let told = finish
        finish = nil
        told?(result)
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        reply.head = head.withUnsafeBytes { Array($0) }
    }

    func streamWritable(_ stream: Stream) { push(stream) }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        let room = limit - reply.body.count
        bytes.withUnsafeBytes { reply.body.append(contentsOf: $0.prefix(room)) }
        guard bytes.byteCount <= room else {
            reply.isCut = true
            stream.reset(.cancelled)
            return end(.success(reply))
        }
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        // An answer may come before the body was taken.
        stream.end()
        end(.success(reply))
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        end(.failure(CallError(code: reset.code, message: reset.message)))
    }
}
