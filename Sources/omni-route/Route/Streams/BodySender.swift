internal import EventLoop
internal import IPC

/// Sends a body that may be longer than the peer's credit, then ends the stream; with a deadline for each piece.
final class BodySender: StreamHandler {
    private let stream: Stream
    private let reactor: Reactor
    private let bytes: [UInt8]
    private var sent = 0
    private var hasEnded = false
    private var timer: Timer?

    /// Sends on a stream that has been answered; becomes its handler.
    static func send(_ bytes: [UInt8], on stream: Stream, _ reactor: Reactor) {
        let sender = BodySender(bytes, stream, reactor)
        stream.handler = sender
        sender.timer = reactor.after(Limits.pieceDeadline) { [weak sender] in sender?.expire() }
        sender.proceed()
    }

    private init(_ bytes: [UInt8], _ stream: Stream, _ reactor: Reactor) {
        self.bytes = bytes
        self.stream = stream
        self.reactor = reactor
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

    func streamAnswered(_ stream: Stream, head: RawSpan) {}

    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        if hasEnded { stop() }
    }

    func streamReset(_ stream: Stream, _ reset: Reset) { stop() }

    func streamWritable(_ stream: Stream) {
        if let timer { reactor.rearm(timer, Limits.pieceDeadline) }
        proceed()
    }
}
