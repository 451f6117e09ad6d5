public import EventLoop

/// Sends a body that may be longer than the peer's credit, then ends the stream; with a deadline for each piece.
public final class StreamSender: StreamHandler {
    private let stream: Stream
    private let reactor: Reactor
    private let bytes: [UInt8]
    private let patience: Duration
    private var sent = 0
    private var hasEnded = false
    private var timer: Timer?

    /// Sends on a stream that has been answered; becomes its handler.
    ///
    /// - Parameters:
    ///   - bytes: The whole body.
    ///   - stream: Where to.
    ///   - reactor: The loop, for the deadline.
    ///   - patience: How long the peer may take to make room for each piece; then the stream is reset.
    public static func send(
        _ bytes: [UInt8], on stream: Stream, _ reactor: Reactor, patience: Duration = .seconds(30)
    ) {
        let sender = StreamSender(bytes, stream, reactor, patience)
        stream.handler = sender
        sender.timer = reactor.after(patience) { [weak sender] in sender?.expire() }
        sender.proceed()
    }

    private init(_ bytes: [UInt8], _ stream: Stream, _ reactor: Reactor, _ patience: Duration) {
        self.bytes = bytes
        self.stream = stream
        self.reactor = reactor
        self.patience = patience
    }

    private func proceed() {
        guard !hasEnded else { return }
        let body = bytes
        sent += stream.send(body.span.bytes.extracting(sent..<body.count))
        guard sent == bytes.count else { return }
        hasEnded = true
        stream.end()
        if stream.isClosed { stop() }
    }

    private func expire() {
        stream.reset(.deadline, "the answer was not taken in time")
        timer = nil
    }

    private func stop() {
        if let timer { reactor.cancel(timer) }
        timer = nil
    }

    /// Not expected on the side that answers.
    public func streamAnswered(_ stream: Stream, head: RawSpan) {}

    /// Passed over: what was asked is being answered.
    public func streamReceived(_ stream: Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
    }

    /// The other side has said all.
    public func streamEnded(_ stream: Stream, trailer: RawSpan) {
        if hasEnded { stop() }
    }

    /// Nobody reads any more.
    public func streamReset(_ stream: Stream, _ reset: Reset) { stop() }

    /// Goes on sending.
    public func streamWritable(_ stream: Stream) {
        if let timer { reactor.rearm(timer, patience) }
        proceed()
    }
}
