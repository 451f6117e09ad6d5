internal import EventLoop
internal import IPC

/// A door's stream that waits for a change.
final class DoorWatchStream: StreamHandler {
    private let stream: Stream
    private let whenGone: (DoorWatchStream) -> Void

    init(_ stream: Stream, whenGone: @escaping (DoorWatchStream) -> Void) {
        self.stream = stream
        self.whenGone = whenGone
    }

    /// Sends the snapshot; the stream ends with it.
    func answer(_ snapshot: DoorSnapshot, _ reactor: Reactor) {
        stream.answer(DoorWatch(generation: snapshot.generation))
        StreamSender.send(snapshot.encoded(), on: stream, reactor)
    }

    /// Ends the stream without an answer.
    func reset(_ code: ResetCode, _ reason: String) { stream.reset(code, reason) }

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    func streamWritable(_ stream: Stream) {}

    /// The door has nothing more to say; it still waits.
    func streamEnded(_ stream: Stream, trailer: RawSpan) {}

    func streamReset(_ stream: Stream, _ reset: Reset) { whenGone(self) }
}
