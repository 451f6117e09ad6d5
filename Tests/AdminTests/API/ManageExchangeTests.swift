import EventLoop
import IPC
import Logging
import Testing

@testable import Admin

/// Requests on a connection in memory: what a caller sends comes out at the API, and the answer goes back.
private final class Wire: ConnectionOwner, ConnectionTransport, StreamHandler {
    let client: Connection
    let server: Connection
    private let desk: Desk
    private let reactor: Reactor
    let budget = BodyBudget()
    private(set) var over = 0
    private(set) var head: ManageResponse?
    private(set) var body: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var reset: Reset?

    init(_ desk: Desk) throws {
        self.desk = desk
        reactor = try Reactor()
        let hello = Hello(name: "t", protocolMin: 1, protocolMax: 1, initialCredit: 1 << 20)
        client = Connection(role: .initiator, hello: hello, now: 1)
        server = Connection(role: .acceptor, hello: hello, now: 1)
        for connection in [client, server] {
            connection.owner = self
            connection.transport = self
            connection.start()
        }
        pump()
    }

    func pump() {
        while !client.output.isEmpty || !server.output.isEmpty {
            for (from, to) in [(client, server), (server, client)] {
                let bytes: [UInt8] = from.output.withBytes { Array($0) }
                from.output.drop(bytes.count)
                // All frames are whole: nothing is left over.
                _ = to.receive(bytes.span.bytes, now: 1)
            }
        }
    }

    /// Sends a request, and its body in pieces.
    func send(_ request: ManageRequest, _ pieces: [[UInt8]] = [], ends: Bool = true) throws
        -> Stream
    {
        let stream = try #require(client.open(.manage, head: request, handler: self))
        pump()
        for piece in pieces {
            // Credit is more than the tests send.
            _ = stream.send(piece.span.bytes)
            pump()
        }
        if ends { stream.end() }
        pump()
        return stream
    }

    func connectionReady(_ connection: Connection) {}
    func connection(_ connection: Connection, opened stream: Stream, head: RawSpan) {
        guard let request = try? ManageRequest(wire: head), let front = desk.front else {
            return stream.reset(.protocol)
        }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ManageExchange(stream, reactor, front, budget, log) { [weak self] in self?.over += 1 }
            .begin(request)
    }
    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {}
    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {}
    func connectionGoesAway(_ connection: Connection) {}
    func connectionHasOutput(_ connection: Connection) {}
    func connectionMustClose(_ connection: Connection, reason: String) {}

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        self.head = try? ManageResponse(wire: head)
    }
    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
        stream.consumed(bytes.byteCount)
    }
    func streamEnded(_ stream: Stream, trailer: RawSpan) { hasEnded = true }
    func streamReset(_ stream: Stream, _ reset: Reset) { self.reset = reset }
    func streamWritable(_ stream: Stream) {}
}

@Suite struct ManageExchangeTests {
    private let json = [Header(name: "content-type", value: "application/json")]

    private func request(
        _ method: String, _ target: String, length: UInt64? = nil,
        from address: String = "127.0.0.1"
    ) -> ManageRequest {
        ManageRequest(
            requestID: "r-9", method: method, target: target, headers: json,
            contentLength: length, clientAddress: address)
    }

    @Test func aRequestIsAnswered() throws {
        let wire = try Wire(Desk())
        let stream = try wire.send(request("GET", "/api/health"))
        let head = try #require(wire.head)
        #expect(head.status == 200 && head.contentLength == 15)
        #expect(String(decoding: wire.body, as: UTF8.self) == #"{"status":"ok"}"#)
        #expect(wire.hasEnded && stream.isClosed && wire.over == 1)
        #expect(head.headers.contains { $0.name == "x-request-id" && $0.value == "r-9" })
    }

    @Test func aBodyComesInPieces() throws {
        let desk = try Desk()
        let wire = try Wire(desk)
        let pieces = [
            #"{"password":"#, #""correct horse""#, #","setup_code":"\#(desk.setupCode)"}"#,
        ].map { Array($0.utf8) }
        _ = try wire.send(request("POST", "/api/auth/setup"), pieces)
        #expect(wire.head?.status == 200)
        #expect(try desk.store.hasPassword())
    }

    @Test func headHasNoBody() throws {
        let wire = try Wire(Desk())
        _ = try wire.send(request("HEAD", "/api/health"))
        #expect(wire.head?.status == 200 && wire.head?.contentLength == nil)
        #expect(wire.body.isEmpty && wire.hasEnded)
    }

    /// Gives pieces when a test says so.
    private final class Spring: AnswerSource {
        private(set) var sink: (any AnswerSink)?
        private(set) var turns = 0
        private(set) var isCancelled = false

        func begin(_ sink: any AnswerSink) { self.sink = sink }
        func proceed() { turns += 1 }
        func cancel() { isCancelled = true }
    }

    private func flowing(_ spring: Spring) throws -> Wire {
        try Wire(
            Desk([
                Admin.Operation(.get, "/api/spring", nil) { _, responder in
                    responder.answer(.flowing(spring, type: "text/plain"))
                }
            ]))
    }

    @Test func aBodyFlowsAtTheClientsPace() throws {
        let spring = Spring()
        let wire = try flowing(spring)
        _ = try wire.send(request("GET", "/api/spring", length: 0))
        #expect(wire.head?.status == 200 && wire.head?.contentLength == nil)
        // It runs for as long as the body flows.
        #expect(wire.over == 0 && !wire.hasEnded)
        let piece = [UInt8](repeating: 0x61, count: 700 << 10)
        #expect(spring.sink?.take(piece.span.bytes) == piece.count)
        // The client's credit is a megabyte.
        #expect(spring.sink?.take(piece.span.bytes) == (1 << 20) - piece.count)
        #expect(spring.turns == 0)
        wire.pump()
        #expect(spring.turns == 1 && wire.body.count == 1 << 20)
        spring.sink?.end()
        wire.pump()
        #expect(wire.hasEnded && wire.over == 1 && wire.reset == nil)
        // Nothing comes of it any more.
        #expect(spring.sink?.take(piece.span.bytes) == piece.count)
    }

    @Test func aBodyThatBreaksOffIsReset() throws {
        let spring = Spring()
        let wire = try flowing(spring)
        _ = try wire.send(request("GET", "/api/spring", length: 0))
        spring.sink?.breakOff(.internal, "logd does not answer")
        wire.pump()
        #expect(wire.reset?.code == .internal && wire.over == 1 && !wire.hasEnded)
    }

    @Test func aClientThatLeavesEndsTheFlow() throws {
        let spring = Spring()
        let wire = try flowing(spring)
        let stream = try wire.send(request("GET", "/api/spring", length: 0))
        stream.reset(.cancelled)
        wire.pump()
        #expect(spring.isCancelled && wire.over == 1)
    }

    @Test func aHeadAloneNeedsNoFlow() throws {
        let spring = Spring()
        let wire = try flowing(spring)
        _ = try wire.send(request("HEAD", "/api/spring", length: 0))
        #expect(wire.head?.status == 200 && wire.hasEnded && wire.over == 1)
        #expect(spring.isCancelled && spring.sink == nil)
    }

    @Test func whoWaitsIsToldThatNobodyDoes() throws {
        final class Kept { var responder: Responder? }
        let kept = Kept()
        var isWithdrawn = false
        let desk = try Desk([
            Admin.Operation(.get, "/api/slow", nil) { _, responder in
                kept.responder = responder
                responder.whenWithdrawn = { isWithdrawn = true }
            }
        ])
        let wire = try Wire(desk)
        let stream = try wire.send(request("GET", "/api/slow", length: 0))
        stream.reset(.cancelled)
        wire.pump()
        #expect(isWithdrawn && wire.over == 0)
        let spring = Spring()
        kept.responder?.answer(.flowing(spring, type: "text/plain"))
        #expect(spring.isCancelled && wire.over == 1)
    }

    @Test func aRefusalDoesNotWaitForTheBody() throws {
        let wire = try Wire(Desk())
        let stream = try wire.send(
            request("POST", "/api/management-keys", length: 5), [Array("{".utf8)], ends: false)
        #expect(wire.head?.status == 401 && wire.hasEnded && wire.over == 1)
        // What still comes is passed over.
        stream.end()
        wire.pump()
        #expect(stream.isClosed && wire.reset == nil)
    }

    @Test func tooLongABodyIsRefused() throws {
        let wire = try Wire(Desk())
        let piece = [UInt8](repeating: 0x20, count: Limits.openBodyBytes / 2 + 1)
        let stream = try wire.send(request("POST", "/api/auth/login"), [piece, piece, piece])
        #expect(wire.head?.status == 413 && wire.hasEnded && stream.isClosed && wire.over == 1)
    }

    @Test func aClientThatLeavesGivesRoomBack() throws {
        let wire = try Wire(Desk())
        for _ in 0..<(Limits.openBodies + 5) {
            let stream = try wire.send(request("POST", "/api/auth/login"), [[0x7B]], ends: false)
            stream.reset(.cancelled)
            wire.pump()
        }
        #expect(wire.head == nil && wire.over == Limits.openBodies + 5)
        let whole = try #require(wire.budget.reserve(Limits.allBodyBytes, stranger: "a"))
        wire.budget.release(whole)
    }

    @Test func strangersLeavePlacesForOthers() throws {
        let wire = try Wire(Desk())
        for index in 0..<Limits.openBodies {
            let address = "203.0.113.\(index / Limits.openBodiesOfSource)"
            _ = try wire.send(
                request("POST", "/api/auth/login", from: address), [[0x7B]], ends: false)
        }
        #expect(wire.head == nil)
        _ = try wire.send(request("POST", "/api/auth/login", from: "198.51.100.1"), [[0x7B]])
        #expect(wire.head?.status == 503)
        #expect(wire.head?.headers.contains { $0.name == "retry-after" } == true)
    }

    @Test func oneSourceLeavesPlacesToOthers() throws {
        let wire = try Wire(Desk())
        for index in 1...Limits.openBodiesOfSource {
            _ = try wire.send(
                request("POST", "/api/auth/login", from: "127.0.0.\(index)"), [[0x7B]], ends: false)
        }
        #expect(wire.head == nil)
        _ = try wire.send(request("POST", "/api/auth/login", from: "::1"), [[0x7B]])
        #expect(wire.head?.status == 503)
        _ = try wire.send(request("POST", "/api/auth/login", from: "203.0.113.7"), [[0x7B]])
        #expect(wire.head?.status == 400)
    }

    @Test func withoutABodyNoPlaceIsNeeded() throws {
        let wire = try Wire(Desk())
        for _ in 0..<Limits.openBodiesOfSource {
            _ = try wire.send(request("POST", "/api/auth/login"), [[0x7B]], ends: false)
        }
        _ = try wire.send(request("GET", "/api/health", length: 0))
        #expect(wire.head?.status == 200)
    }
}
