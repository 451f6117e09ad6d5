import IPC

/// Two connections joined in memory; bytes move only when a test says so, in pieces of any size.
final class ConnectionPair {
    let client: Connection
    let server: Connection
    let clientSide = RecordingOwner()
    let serverSide = RecordingOwner()
    var now: UInt64 = 1_000_000

    init(
        clientCredit: UInt32 = 1000, serverCredit: UInt32 = 1000,
        versions: ClosedRange<UInt32> = 1...1
    ) {
        client = Connection(
            role: .initiator,
            hello: Hello(
                name: "client", protocolMin: versions.lowerBound, protocolMax: versions.upperBound,
                initialCredit: clientCredit),
            now: now)
        server = Connection(
            role: .acceptor,
            hello: Hello(
                name: "server", protocolMin: 1, protocolMax: 1, initialCredit: serverCredit),
            now: now)
        client.owner = clientSide
        client.transport = clientSide
        server.owner = serverSide
        server.transport = serverSide
        client.start()
        server.start()
    }

    /// Moves all waiting bytes both ways until nothing waits, `piece` bytes at a time.
    func pump(piece: Int = .max) {
        while !client.output.isEmpty || !server.output.isEmpty {
            deliver(from: client, to: server, piece: piece)
            deliver(from: server, to: client, piece: piece)
        }
    }

    private func deliver(from: Connection, to: Connection, piece: Int) {
        var waiting: [UInt8] = from.output.withBytes { Array($0) }
        from.output.drop(waiting.count)
        var held: [UInt8] = []
        while !waiting.isEmpty {
            let count = min(piece, waiting.count)
            held += waiting.prefix(count)
            waiting.removeFirst(count)
            held.removeFirst(to.receive(held.span.bytes, now: now))
        }
        precondition(held.isEmpty, "whole frames were written")
    }
}

/// Records what a connection tells, and answers streams the way a test wants.
final class RecordingOwner: ConnectionOwner, ConnectionTransport {
    var isReady = false
    var streams: [Stream] = []
    var handlers: [RecordingHandler] = []
    var heads: [[UInt8]] = []
    var calls: [Call] = []
    var notices: [Kind] = []
    var goesAway = false
    var closedBecause: String?
    var answersStreams = true

    func connectionReady(_ connection: Connection) { isReady = true }

    func connection(_ connection: Connection, opened stream: Stream, head: RawSpan) {
        streams.append(stream)
        heads.append(head.withUnsafeBytes { Array($0) })
        let handler = RecordingHandler()
        handlers.append(handler)
        stream.handler = handler
        if answersStreams { stream.answer(TraceAsk(peer: "answer")) }
    }

    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {
        calls.append(call)
    }

    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {
        notices.append(kind)
    }

    func connectionGoesAway(_ connection: Connection) { goesAway = true }

    func connectionHasOutput(_ connection: Connection) {}

    func connectionMustClose(_ connection: Connection, reason: String) {
        closedBecause = reason
        connection.lost(reason: reason)
    }
}

/// Records what happens on a stream.
final class RecordingHandler: StreamHandler {
    var head: [UInt8]?
    var bytes: [UInt8] = []
    var trailer: [UInt8]?
    var reset: Reset?
    var writable = 0
    var consumes = true

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        self.head = head.withUnsafeBytes { Array($0) }
    }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        bytes.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
        if consumes { stream.consumed(bytes.byteCount) }
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        self.trailer = trailer.withUnsafeBytes { Array($0) }
    }

    func streamReset(_ stream: Stream, _ reset: Reset) { self.reset = reset }

    func streamWritable(_ stream: Stream) { writable += 1 }
}
