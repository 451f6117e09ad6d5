internal import IPC

/// One watcher of live frames.
///
/// A watcher that reads too slowly loses lines, and is told how many.
final class TraceStream: StreamHandler {
    private let stream: Stream
    private let peer: String
    private let ended: (TraceStream) -> Void
    private var lost = 0

    init(_ stream: Stream, peer: String, ended: @escaping (TraceStream) -> Void) {
        self.stream = stream
        self.peer = peer
        self.ended = ended
    }

    func runs(on connection: Connection) -> Bool { stream.belongs(to: connection) }

    func show(_ line: String, peer: String) {
        guard self.peer.isEmpty || peer == self.peer || peer == "omni-\(self.peer)" else { return }
        var text = Array(line.utf8)
        if lost > 0 { text = Array("(\(lost) lines lost)\n".utf8) + text }
        guard text.count <= stream.credit else {
            lost += 1
            return
        }
        lost = 0
        let taken = stream.send(text.span.bytes)
        precondition(taken == text.count, "credit was checked")
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        ended(self)
        stream.end()
    }
    func streamReset(_ stream: Stream, _ reset: Reset) { ended(self) }
    func streamWritable(_ stream: Stream) {}
}
