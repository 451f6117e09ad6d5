// Feeds a connection what a hostile peer might send. The first byte chooses the role and whether a hello came first, the
// second how the bytes are cut. However they are cut, the connection must come to the same end, and never trap.
import IPC

/// One input and what must hold for it.
func check(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let body = Array(input[2...])
    let whole = Peer(mode: input[0])
    whole.feed(body, piece: body.count)
    let cut = Peer(mode: input[0])
    cut.feed(body, piece: Int(input[1]) % 40 + 1)
    precondition(whole.story == cut.story, "the cut changed what happened")
}

/// One end of a connection whose other end is the input.
private final class Peer: ConnectionOwner, ConnectionTransport, StreamHandler {
    let connection: Connection
    var story: [String] = []

    init(mode: UInt8) {
        connection = Connection(
            role: mode & 1 == 0 ? .acceptor : .initiator,
            hello: Hello(name: "fuzz", protocolMin: 1, protocolMax: 1, initialCredit: 512), now: 0)
        connection.owner = self
        connection.transport = self
        if mode & 4 != 0 { connection.allowedKinds = [.trace, .status] }
        connection.start()
        guard mode & 2 != 0 else { return }
        var hello = ByteQueue()
        let message = Hello(name: "p", protocolMin: 1, protocolMax: 1, initialCredit: 64).encoded()
        FrameHeader(length: UInt32(message.count), type: .hello).write(to: &hello)
        hello.append(message)
        feed(hello.withBytes { Array($0) }, piece: 1 << 20)
        guard mode & 1 == 1 else { return }
        _ = connection.open(.trace, head: TraceAsk(), handler: self)
        connection.call(.status, StatusAsk(), deadline: 1 << 40) {
            (result: Result<DaemonStatus, CallError>) in
            if case .success = result { self.story.append("answered") }
            if case .failure(let error) = result { self.story.append("failed \(error.code)") }
        }
    }

    func feed(_ bytes: [UInt8], piece: Int) {
        var held: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + max(1, piece))
            held += bytes[at..<end]
            at = end
            held.removeFirst(connection.receive(held.span.bytes, now: 1))
        }
        connection.sweep(now: 2)
    }

    func connectionReady(_ connection: Connection) { story.append("ready") }

    func connection(_ connection: Connection, opened stream: IPC.Stream, head: RawSpan) {
        story.append("opened \(stream.id) \(stream.kind) \(head.byteCount)")
        stream.handler = self
        stream.answer(TraceAsk(peer: WireDump.line(TraceAsk.self, head)))
    }

    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {
        story.append("asked \(call.kind) \(WireDump.line(RouteAsk.self, payload))")
        call.reply(StatusAsk())
    }

    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {
        story.append("noticed \(kind)")
    }

    func connectionGoesAway(_ connection: Connection) { story.append("goes away") }

    func connectionHasOutput(_ connection: Connection) {}

    func connectionMustClose(_ connection: Connection, reason: String) {
        story.append("closed \(reason)")
        connection.lost(reason: reason)
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) { story.append("head") }

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        story.append("data \(bytes.byteCount)")
        if bytes.byteCount % 2 == 0 { stream.consumed(bytes.byteCount) }
        _ = stream.send(bytes)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        story.append("end \(trailer.byteCount)")
        stream.end()
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { story.append("reset \(reset.code)") }

    func streamWritable(_ stream: IPC.Stream) { story.append("writable") }
}
