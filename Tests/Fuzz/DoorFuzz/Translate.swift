import IPC
import NIOCore
import NIOEmbedded

/// The other end of the door's link: answers each request once it is whole.
final class Translate: ConnectionOwner, ConnectionTransport {
    /// A whole request.
    struct Seen: Equatable {
        var endpoint: Endpoint
        var model: String
        var keyID: String
        var headers: [Header]
        var body: [UInt8]
    }

    private final class Request: StreamHandler {
        private let head: RequestHead
        private let whole: (Seen) -> Void
        private var body: [UInt8] = []

        init(_ head: RequestHead, _ whole: @escaping (Seen) -> Void) {
            self.head = head
            self.whole = whole
        }

        func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}
        func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
            bytes.withUnsafeBytes { body.append(contentsOf: $0) }
            stream.consumed(bytes.byteCount)
        }
        func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
            whole(
                Seen(
                    endpoint: head.endpoint, model: head.pathModel, keyID: head.keyID,
                    headers: head.headers, body: body))
            stream.answer(ResponseHead(status: 200, contentLength: 2))
            let answer = Array("{}".utf8)
            // Fits the credit of every answer.
            _ = stream.send(answer.span.bytes)
            stream.end(ResponseEnd(outcome: .complete))
        }
        func streamReset(_ stream: IPC.Stream, _ reset: Reset) {}
        func streamWritable(_ stream: IPC.Stream) {}
    }

    let connection: Connection
    var channel: EmbeddedChannel?
    private(set) var seen: [Seen] = []
    private var partial: [UInt8] = []

    init() {
        connection = Connection(
            role: .acceptor,
            hello: Hello(
                name: "omni-translate", protocolMin: 1, protocolMax: 1, build: "fuzz",
                initialCredit: 1 << 18, pid: 1),
            now: 0)
        connection.owner = self
        connection.transport = self
        connection.start()
    }

    /// Moves bytes both ways; whether there were any.
    func pump() -> Bool {
        guard let channel else { return false }
        var moved = false
        while let buffer = try? channel.readOutbound(as: ByteBuffer.self) {
            moved = true
            partial += buffer.readableBytesView
            partial.removeFirst(connection.receive(partial.span.bytes, now: 0))
        }
        let count = connection.output.count
        guard count > 0, channel.isActive else { return moved }
        let buffer = connection.output.withBytes { ByteBuffer(bytes: $0) }
        connection.output.drop(count)
        // The link reports nothing through the pipeline.
        _ = try? channel.writeInbound(buffer)
        return true
    }

    func connectionReady(_ connection: Connection) {}
    func connection(_ connection: Connection, opened stream: IPC.Stream, head: RawSpan) {
        guard let head = try? RequestHead(wire: head) else {
            fatalError("the door sent what cannot be read")
        }
        stream.handler = Request(head) { [weak self] in self?.seen.append($0) }
    }
    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {}
    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {}
    func connectionGoesAway(_ connection: Connection) {}
    func connectionHasOutput(_ connection: Connection) {}
    func connectionMustClose(_ connection: Connection, reason: String) {
        fatalError("the door broke the protocol: \(reason)")
    }
}
