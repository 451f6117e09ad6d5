internal import EventLoop
internal import IPC

/// Brings the pieces of a body to the stream of their request, as far as credit goes.
final class AnswerPump: StreamHandler, AnswerSink {
    private let stream: Stream
    private let reactor: Reactor
    private let patience: Duration
    private let source: any AnswerSource
    private var whenOver: (() -> Void)?
    private var timer: Timer?

    private init(
        _ source: any AnswerSource, _ stream: Stream, _ reactor: Reactor, _ patience: Duration,
        _ whenOver: @escaping () -> Void
    ) {
        self.source = source
        self.stream = stream
        self.reactor = reactor
        self.patience = patience
        self.whenOver = whenOver
    }

    /// Begins on a stream that has been answered; becomes its handler.
    ///
    /// - Parameters:
    ///   - source: Makes the body.
    ///   - stream: Where it goes.
    ///   - reactor: Has the timer.
    ///   - patience: How long the client may not take anything; then the stream is reset.
    ///   - whenOver: Called once, when the body is over, whole or not.
    static func start(
        _ source: any AnswerSource, on stream: Stream, _ reactor: Reactor,
        patience: Duration = Limits.flowPatience, whenOver: @escaping () -> Void
    ) {
        let pump = AnswerPump(source, stream, reactor, patience, whenOver)
        stream.handler = pump
        source.begin(pump)
    }

    func take(_ bytes: RawSpan) -> Int {
        guard whenOver != nil else { return bytes.byteCount }
        let taken = stream.send(bytes)
        if taken < bytes.byteCount, timer == nil {
            timer = reactor.after(patience) { [weak self] in self?.expire() }
        }
        return taken
    }

    func showLife() {
        guard whenOver != nil else { return }
        stream.showLife()
    }

    func end() {
        guard whenOver != nil else { return }
        stream.end()
        over()
    }

    func breakOff(_ code: ResetCode, _ reason: String) {
        guard whenOver != nil else { return }
        stream.reset(code, reason)
        over()
    }

    private func expire() {
        timer = nil
        source.cancel()
        breakOff(.deadline, "the answer was not taken in time")
    }

    private func over() {
        calm()
        let told = whenOver
        whenOver = nil
        told?()
    }

    private func calm() {
        if let timer { reactor.cancel(timer) }
        timer = nil
    }

    // MARK: The client's side

    func streamAnswered(_ stream: Stream, head: RawSpan) {}

    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {}

    func streamWritable(_ stream: Stream) {
        calm()
        if whenOver != nil { source.proceed() }
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        guard whenOver != nil else { return }
        source.cancel()
        over()
    }
}
