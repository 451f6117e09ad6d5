internal import IPC

/// Takes the rest of a request body whose answer is already complete, so that the peer can end its direction.
final class BodyDiscarder: StreamHandler {
    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    func streamEnded(_ stream: Stream, trailer: RawSpan) {}
    func streamReset(_ stream: Stream, _ reset: Reset) {}
    func streamWritable(_ stream: Stream) {}
}
