public import EventLoop

/// Gathers the whole body of a stream, within a bound and with a deadline for each piece.
public final class StreamCollector: StreamHandler {
    private let stream: Stream
    private let reactor: Reactor
    private let limit: Int
    private let patience: Duration
    private var finish: (([UInt8]?) -> Void)?
    private var bytes: [UInt8] = []
    private var timer: Timer?

    /// Gathers what comes on `stream`, whose handler this must become.
    ///
    /// - Parameters:
    ///   - limit: Bytes taken; with one more the stream is reset as refused.
    ///   - patience: How long each piece may take to come.
    ///   - finish: Gets the body once it is complete and may answer the stream then, or nil when the stream is over.
    public init(
        _ stream: Stream, _ reactor: Reactor, limit: Int, patience: Duration = .seconds(30),
        finish: @escaping ([UInt8]?) -> Void
    ) {
        self.stream = stream
        self.reactor = reactor
        self.limit = limit
        self.patience = patience
        self.finish = finish
        timer = reactor.after(patience) { [weak self] in
            self?.giveUp(.deadline, "no data in time")
        }
    }

    public func streamAnswered(_ stream: Stream, head: RawSpan) {}
    public func streamWritable(_ stream: Stream) {}

    public func streamReceived(_ stream: Stream, bytes piece: RawSpan) {
        guard piece.byteCount <= limit - bytes.count else {
            return giveUp(.refused, "more than \(limit) bytes")
        }
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        stream.consumed(piece.byteCount)
        if let timer { reactor.rearm(timer, patience) }
    }

    public func streamEnded(_ stream: Stream, trailer: RawSpan) { end(bytes) }

    public func streamReset(_ stream: Stream, _ reset: Reset) { end(nil) }

    private func giveUp(_ code: ResetCode, _ reason: String) {
        stream.reset(code, reason)
        end(nil)
    }

    private func end(_ result: [UInt8]?) {
        if let timer { reactor.cancel(timer) }
        timer = nil
        bytes = []
        let told = finish
        finish = nil
        told?(result)
    }
}
