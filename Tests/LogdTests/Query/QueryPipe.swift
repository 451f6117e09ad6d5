import IPC

@testable import Logd

/// Two connections joined in memory: the asking one, and logd's with its queries.
final class QueryPipe: ConnectionOwner, ConnectionTransport {
    let asking: Connection
    let answering: Connection
    private let queries: LedgerQueries

    init(_ queries: LedgerQueries, credit: UInt32 = 1 << 20) {
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

    @discardableResult
    func ask(_ query: LedgerQuery, _ reader: QueryReader = QueryReader()) -> QueryReader {
        reader.stream = asking.open(.ledgerQuery, head: query, handler: reader)
        run()
        return reader
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

/// Who asks: keeps what comes, and takes it only when told to.
final class QueryReader: StreamHandler {
    var stream: IPC.Stream?
    var takesAll = true
    private(set) var answer: LedgerAnswer?
    private(set) var ended = false
    private(set) var reset: ResetCode?
    private(set) var bytes: [UInt8] = []
    /// Frames without bytes.
    private(set) var signs = 0
    private var untaken = 0

    /// What has come, as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The frames of events: the lines of each.
    var frames: [[String]] {
        text.components(between: "\n\n").map { $0.components(between: "\n") }
    }

    /// The names of the events, and the number of each frame of a request.
    var events: [String] {
        frames.compactMap { lines in
            guard let name = lines.first(where: { $0.hasPrefix("event: ") }) else { return nil }
            return String(name.dropFirst(7))
        }
    }

    /// The ids of requests that were told.
    var requests: [String] {
        frames.compactMap { lines in
            guard lines.contains("event: request.finished"),
                let data = lines.first(where: { $0.hasPrefix("data: {\"request_id\":\"") })
            else { return nil }
            return String(data.dropFirst(21).prefix { $0 != "\"" })
        }
    }

    /// The numbers of frames.
    var ids: [Int64] {
        frames.compactMap { lines in
            lines.first { $0.hasPrefix("id: ") }.flatMap { Int64($0.dropFirst(4)) }
        }
    }

    /// Gives credit for all that came.
    func take() {
        takesAll = true
        stream?.consumed(untaken)
        untaken = 0
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        answer = try? LedgerAnswer(wire: head)
    }
    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        if bytes.byteCount == 0 { signs += 1 }
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

extension String {
    /// The parts between a separator, without empty ones.
    fileprivate func components(between separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        parts.append(String(rest))
        return parts.filter { !$0.isEmpty }
    }
}
