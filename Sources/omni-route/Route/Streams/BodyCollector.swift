internal import EventLoop
internal import IPC

/// Gathers the whole body of a stream, within a bound and with a deadline for each piece.
final class BodyCollector: StreamHandler {
    private let stream: Stream
    private let reactor: Reactor
    private let limit: Int
    private var finish: (([UInt8]?) -> Void)?
    private var bytes: [UInt8] = []
    private var timer: Timer?

    /// `finish` gets the body once it is complete and may answer the stream then, or nil when the stream is over.
    init(_ stream: Stream, _ reactor: Reactor, limit: Int, finish: @escaping ([UInt8]?) -> Void) {
        self.stream = stream
        self.reactor = reactor
        self.limit = limit
        self.finish = finish
        timer = reactor.after(Limits.pieceDeadline) { [weak self] in
            self?.giveUp(.deadline, "no data in time")
        }
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamWritable(_ stream: Stream) {}

    func streamReceived(_ stream: Stream, bytes piece: RawSpan) {
        guard piece.byteCount <= limit - bytes.count else {
            return giveUp(.refused, "more than \(limit) bytes")
        }
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        stream.consumed(piece.byteCount)
        if let timer { reactor.rearm(timer, Limits.pieceDeadline) }
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) { end(bytes) }

    func streamReset(_ stream: Stream, _ reset: Reset) { end(nil) }

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
