internal import IPC

/// Collects one message that comes as the data of a stream, because it may be larger than a frame.
final class MessageCollector<Message: WireMessage>: StreamHandler {
    private var bytes: [UInt8] = []
    private var done: ((Message?) -> Void)?
    private let limit = 64 << 20

    /// `done` is called once: with the message, or nil when there is none.
    init(_ done: @escaping (Message?) -> Void) { self.done = done }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes new: RawSpan) {
        guard bytes.count + new.byteCount <= limit else {
            stream.reset(.overloaded, "message too large")
            return finish(nil)
        }
        new.withUnsafeBytes { bytes.append(contentsOf: $0) }
        stream.consumed(new.byteCount)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        do throws(WireError) {
            finish(try Message(bytes: bytes))
        } catch {
            finish(nil)
        }
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { finish(nil) }

    func streamWritable(_ stream: IPC.Stream) {}

    private func finish(_ message: Message?) {
        let told = done
        done = nil
        told?(message)
    }
}
