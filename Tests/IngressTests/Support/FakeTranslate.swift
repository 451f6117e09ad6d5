import Testing
import IPC
import NIOCore
import NIOEmbedded

/// The other end of a link, translate's or admin's: accepts streams and leaves the answers to the test.
final class FakeTranslate: ConnectionOwner, ConnectionTransport {
    /// A request as translate, or admin, sees it.
    final class Request: StreamHandler {
        let stream: IPC.Stream
        /// What translate is asked.
        var head = RequestHead()
        /// What admin is asked.
        var managed = ManageRequest()
        var body: [UInt8] = []
        var isComplete = false
        var reset: Reset?
        var wasWritable = 0

        init(_ stream: IPC.Stream) { self.stream = stream }

        func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}
        func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
            bytes.withUnsafeBytes { body.append(contentsOf: $0) }
        }
        func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) { isComplete = true }
        func streamReset(_ stream: IPC.Stream, _ reset: Reset) { self.reset = reset }
        func streamWritable(_ stream: IPC.Stream) { wasWritable += 1 }

        func send(_ text: String) -> Int {
            let bytes = Array(text.utf8)
            return stream.send(bytes.span.bytes)
        }

        /// Answers as a whole.
        func answer(_ text: String, status: UInt32 = 200) {
            answerWithoutEnd(text, status: status)
            stream.end(ResponseEnd(outcome: status < 400 ? .complete : .refused, attempts: 1))
        }

        /// The whole body, but not how the request ended.
        func answerWithoutEnd(_ text: String, status: UInt32 = 200) {
            stream.answer(
                ResponseHead(
                    status: status,
                    headers: [Header(name: "content-type", value: "application/json")],
                    contentLength: UInt64(text.utf8.count)))
            #expect(send(text) == text.utf8.count)
        }

        /// Answers as admin does.
        func manage(
            _ text: String, status: UInt32 = 200, headers: [(String, String)] = [],
            isMeasured: Bool = true
        ) {
            stream.answer(
                ManageResponse(
                    status: status, headers: headers.map { Header(name: $0.0, value: $0.1) },
                    contentLength: isMeasured ? UInt64(text.utf8.count) : nil))
            #expect(send(text) == text.utf8.count)
            stream.end()
        }

        /// Begins a stream of events.
        func beginEvents() {
            stream.answer(
                ResponseHead(
                    status: 200,
                    headers: [Header(name: "content-type", value: "text/event-stream")],
                    streaming: true))
        }
    }

    let channel: EmbeddedChannel
    let connection: Connection
    var requests: [Request] = []
    /// How requests ended that were given up, by their ids, and what was asked of that.
    var ends: [String: ResponseEnd] = [:]
    var asks: [RequestEndAsk] = []
    private var partial: [UInt8] = []

    init(_ channel: EmbeddedChannel, credit: UInt32) {
        self.channel = channel
        connection = Connection(
            role: .acceptor,
            hello: Hello(
                name: "omni-translate", protocolMin: 1, protocolMax: 1, build: "test",
                initialCredit: credit, pid: 1),
            now: 0)
        connection.owner = self
        connection.transport = self
        connection.start()
    }

    /// Moves bytes both ways; whether there were any.
    func pump() throws -> Bool {
        var moved = false
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            moved = true
            partial += Array(buffer.readableBytesView)
            let used = connection.receive(partial.span.bytes, now: 0)
            partial.removeFirst(used)
        }
        let count = connection.output.count
        guard count > 0, channel.isActive else { return moved }
        let buffer = connection.output.withBytes { ByteBuffer(bytes: $0) }
        connection.output.drop(count)
        try channel.writeInbound(buffer)
        return true
    }

    func connectionReady(_ connection: Connection) {}
    func connection(_ connection: Connection, opened stream: IPC.Stream, head: RawSpan) {
        do {
            let request = Request(stream)
            if stream.kind == .manage {
                request.managed = try ManageRequest(wire: head)
            } else {
                request.head = try RequestHead(wire: head)
            }
            stream.handler = request
            requests.append(request)
        } catch {
            Issue.record(error)
        }
    }
    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {
        do throws(WireError) {
            let ask = try RequestEndAsk(wire: payload)
            asks.append(ask)
            guard let end = ends[ask.requestID] else { return call.fail(.unknown) }
            call.reply(end)
        } catch {
            Issue.record(error)
        }
    }
    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {}
    func connectionGoesAway(_ connection: Connection) {}
    func connectionHasOutput(_ connection: Connection) {}
    func connectionMustClose(_ connection: Connection, reason: String) {
        Issue.record("the link broke the protocol: \(reason)")
    }
}
