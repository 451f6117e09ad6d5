internal import EventLoop
internal import IPC

/// Takes what a provider sends behind the terminator of its answer, so that its connection can be used again while the
/// client has its end already.
final class Leftovers: StreamHandler {
    private var left = Limits.leftoverBytes
    private var timer: Timer?
    private let reactor: Reactor

    /// Takes over `stream`, whose request is sent; `owed` bytes of it have been taken and not given back as credit.
    static func take(_ stream: IPC.Stream, owed: Int, _ reactor: Reactor) {
        stream.handler = Leftovers(stream, reactor)
        stream.consumed(owed)
    }

    private init(_ stream: IPC.Stream, _ reactor: Reactor) {
        self.reactor = reactor
        timer = reactor.after(Limits.afterTerminator) { [weak stream] in
            stream?.reset(.cancelled)
        }
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        left -= bytes.byteCount
        guard left >= 0 else {
            stop()
            return stream.reset(.cancelled)
        }
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) { stop() }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { stop() }

    func streamWritable(_ stream: IPC.Stream) {}

    private func stop() {
        if let timer { reactor.cancel(timer) }
        timer = nil
    }
}
