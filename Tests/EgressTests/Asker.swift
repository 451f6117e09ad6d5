import IPC

/// What a caller of egress hears.
final class Asker: StreamHandler {
    private(set) var head: EgressResponse?
    private(set) var body: [UInt8] = []
    private(set) var end: EgressEnd?
    private(set) var reset: Reset?
    /// Gives credit back at once.
    var reads = true

    var isOver: Bool { end != nil || reset != nil }

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        self.head = try? EgressResponse(wire: head)
    }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        body += bytes.withUnsafeBytes { Array($0) }
        if reads { stream.consumed(bytes.byteCount) }
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) { end = try? EgressEnd(wire: trailer) }
    func streamReset(_ stream: Stream, _ reset: Reset) { self.reset = reset }
    func streamWritable(_ stream: Stream) {}
}
