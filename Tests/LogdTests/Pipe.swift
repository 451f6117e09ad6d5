import IPC

@testable import Logd

/// Two connections joined in memory: the asking one, and logd's with its queries.
final class Pipe: ConnectionOwner, ConnectionTransport {
    let asking: Connection
    let answering: Connection
    private let queries: LogQueries

    init(_ queries: LogQueries, credit: UInt32) {
        self.queries = queries
        asking = Connection(role: .initiator, hello: Self.hello(credit), now: 0)
        answering = Connection(role: .acceptor, hello: Self.hello(credit), now: 0)
        for connection in [asking, answering] {
            connection.owner = self
            connection.transport = self
            connection.start()
        }
        run()
    }

    private static func hello(_ credit: UInt32) -> Hello {
        Hello(
            name: "test", protocolMin: IPC.Limits.protocolVersion,
            protocolMax: IPC.Limits.protocolVersion, build: "1", initialCredit: credit, pid: 1)
    }

    /// Carries bytes over until both sides have said everything.
    func run() {
        while !asking.output.isEmpty || !answering.output.isEmpty {
            carry(asking, answering)
            carry(answering, asking)
        }
    }

    private func carry(_ from: Connection, _ to: Connection) {
        let bytes = from.output.withBytes { Array($0) }
        from.output.drop(bytes.count)
        let taken = to.receive(bytes.span.bytes, now: 0)
        precondition(taken == bytes.count, "frames are carried whole")
    }

    func ask(_ query: LogQuery, _ reader: Reader) {
        reader.stream = asking.open(.logQuery, head: query, handler: reader)
        run()
    }

    func connection(_ connection: Connection, opened stream: IPC.Stream, head: RawSpan) {
        queries.opened(stream, head: head)
    }
    func connectionReady(_ connection: Connection) {}
    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {}
    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {}
    func connectionGoesAway(_ connection: Connection) {}
    func connectionHasOutput(_ connection: Connection) {}
    func connectionMustClose(_ connection: Connection, reason: String) {}
}

/// Who asks: keeps the lines, and takes them only when told to.
final class Reader: StreamHandler {
    var stream: IPC.Stream?
    var takesAll = true
    private(set) var answered = false
    private(set) var ended = false
    private(set) var reset: ResetCode?
    private var bytes: [UInt8] = []
    private var untaken = 0

    /// The lines that have come.
    var lines: [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The request ids of the lines; for a line about loss that line.
    var ids: [String] {
        lines.map { line in
            guard line.hasPrefix(#"{"request_id":""#) else { return line }
            return String(line.dropFirst(15).prefix { $0 != "\"" })
        }
    }

    /// Gives credit for all that came.
    func take() {
        takesAll = true
        stream?.consumed(untaken)
        untaken = 0
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) { answered = true }
    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        bytes.withUnsafeBytes { self.bytes += $0 }
        if takesAll { stream.consumed(bytes.byteCount) } else { untaken += bytes.byteCount }
    }
    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        ended = true
        stream.end()
    }
    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { self.reset = reset.code }
    func streamWritable(_ stream: IPC.Stream) {}
}
