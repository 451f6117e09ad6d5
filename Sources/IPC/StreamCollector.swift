public import EventLoop

/// Gathers the whole body of a stream, within a bound and with a deadline for each piece.
public final class StreamCollector: StreamHandler {
    private let stream: Stream
    private let reactor: Reactor
    private let limit: Int
    private let patience: Duration
    private let tooLarge: (() -> Void)?
    private var finish: (([UInt8]?) -> Void)?
    private var bytes: [UInt8] = []
    private var timer: Timer?

    /// Gathers what comes on `stream`, whose handler this must become.
    ///
    /// - Parameters:
    ///   - stream: Where it comes.
    ///   - reactor: The loop, for the deadline.
    ///   - limit: Bytes taken; with one more the stream is reset as refused.
    ///   - patience: How long each piece may take to come.
    ///   - tooLarge: Called instead of the reset and of `finish`; answers the stream, and passes over what still comes.
    ///   - finish: Gets the body once it is complete and may answer the stream then, or nil when the stream is over.
    public init(
        _ stream: Stream, _ reactor: Reactor, limit: Int, patience: Duration = .seconds(30),
        tooLarge: (() -> Void)? = nil, finish: @escaping ([UInt8]?) -> Void
    ) {
        self.stream = stream
        self.reactor = reactor
        self.limit = limit
        self.patience = patience
        self.tooLarge = tooLarge
        self.finish = finish
        timer = reactor.after(patience) { [weak self] in
            self?.giveUp(.deadline, "no data in time")
        }
    }

    /// Not expected on the side that answers.
    public func streamAnswered(_ stream: Stream, head: RawSpan) {}

    /// Nothing is sent.
    public func streamWritable(_ stream: Stream) {}

    /// Takes a piece.
    public func streamReceived(_ stream: Stream, bytes piece: RawSpan) {
        guard piece.byteCount <= limit - bytes.count else {
            guard let tooLarge else { return giveUp(.refused, "more than \(limit) bytes") }
            stream.consumed(piece.byteCount)
            abandon()
            return tooLarge()
        }
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        stream.consumed(piece.byteCount)
        if let timer { reactor.rearm(timer, patience) }
    }

    /// Hands the whole over.
    public func streamEnded(_ stream: Stream, trailer: RawSpan) { end(bytes) }

    /// The other side gave up.
    public func streamReset(_ stream: Stream, _ reset: Reset) { end(nil) }

    private func giveUp(_ code: ResetCode, _ reason: String) {
        stream.reset(code, reason)
        end(nil)
    }

    private func end(_ result: [UInt8]?) {
        let told = finish
        abandon()
        told?(result)
    }

    private func abandon() {
        if let timer { reactor.cancel(timer) }
        timer = nil
        bytes = []
        finish = nil
    }
}
