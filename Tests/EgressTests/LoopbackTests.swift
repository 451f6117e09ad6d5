import Crypto
import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// Transfers through libcurl to a server on the loopback.
@Suite(.timeLimit(.minutes(1))) struct LoopbackTests {
    private let reactor: Reactor
    private let table: TransferTable

    init() throws {
        reactor = try Reactor()
        table = try #require(TransferTable(reactor, log: Logger(label: "test")))
    }

    private func wire(port: UInt16) throws -> Wire {
        let credential = try StoredCredential(
            Credential(
                connectionID: "c", origin: "http://127.0.0.1:\(port)", place: .bearer,
                secret: Array("swordfish".utf8)))
        return Wire(reactor, table, credential)
    }

    private func request(port: UInt16, length: Int? = nil) -> EgressRequest {
        EgressRequest(
            connectionID: "c", method: length == nil ? "GET" : "POST",
            url: "http://127.0.0.1:\(port)/x", contentLength: length.map { UInt64($0) })
    }

    /// Runs the loop until `isDone`; the suite's time limit ends what hangs.
    private func run(_ wire: Wire, until isDone: () -> Bool) {
        while !isDone() {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
    }

    @Test func answersComeBackAndConnectionsAreReused() throws {
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello")
        let wire = try wire(port: upstream.port)
        for attempt in 1...2 {
            let asker = Asker()
            let stream = try #require(
                wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
            stream.end()
            run(wire) { asker.isOver }
            #expect(asker.head?.status == 200)
            #expect(asker.head?.headers.first == Header(name: "x-a", value: "b"))
            #expect(asker.head?.reusedConnection == (attempt == 2))
            #expect(asker.body == Array("hello".utf8))
            #expect(asker.end?.receivedBytes == 5)
        }
        let sent = String(decoding: upstream.received, as: UTF8.self)
        #expect(sent.contains("authorization: Bearer swordfish\r\n"))
        #expect(table.count == 0)
        #expect(table.counters.completed == 2)
    }

    @Test func signedRequestsGoOut() throws {
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 403 No\r\nContent-Length: 16\r\n\r\ntoken TOKENTOKEN")
        let secret =
            #"{"access_key_id":"A","secret_access_key":"never-sent","session_token":"TOKENTOKEN"}"#
        let wire = Wire(
            reactor, table,
            try StoredCredential(
                Credential(
                    connectionID: "c", origin: "http://127.0.0.1:\(upstream.port)", place: .sigv4,
                    secret: Array(secret.utf8), region: "us-east-1", service: "bedrock")))
        var request = request(port: upstream.port, length: 2)
        request.bodySha256 = Crypto.sha256("{}")
        let asker = Asker()
        let stream = try #require(wire.initiator.open(.egress, head: request, handler: asker))
        let body = Array("{}".utf8)
        _ = stream.send(body.span.bytes)
        stream.end()
        run(wire) { asker.isOver }
        #expect(String(decoding: asker.body, as: UTF8.self) == "token **********")
        let lines = String(decoding: upstream.received, as: UTF8.self).split(separator: "\r\n")
        let hosts = lines.filter { $0.lowercased().hasPrefix("host:") }
        #expect(
            hosts == ["Host: 127.0.0.1:\(upstream.port)"]
                || hosts == ["host: 127.0.0.1:\(upstream.port)"])
        let date = try #require(lines.first { $0.hasPrefix("x-amz-date: ") }).dropFirst(12)
        #expect(lines.contains("x-amz-security-token: TOKENTOKEN"))
        #expect(!lines.contains { $0.contains("never-sent") })
        // The signature of that very moment.
        let keys = try #require(SigningKeys(AccountExample.secret(secret)))
        let scope = try #require(SignatureScope(region: "us-east-1", service: "bedrock"))
        let near = wallMicroseconds() / 1_000_000
        let moment = try #require(
            (near - 100...near).map { AmazonTime(unixSeconds: $0) }.first { $0.text == date })
        let canonical = CanonicalRequest(
            method: "POST", target: "/x", host: "127.0.0.1:\(upstream.port)", time: moment,
            sessionToken: keys.sessionToken, bodyHash: Crypto.sha256("{}"))
        let signature = RequestSigner(keys: keys, scope: scope).authorization(for: canonical)
        #expect(lines.contains("authorization: \(signature)"))
    }

    @Test func bodiesGoOut() throws {
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        let stream = try #require(
            wire.initiator.open(
                .egress, head: request(port: upstream.port, length: 3), handler: asker))
        let body = Array("abc".utf8)
        _ = stream.send(body.span.bytes)
        stream.end()
        run(wire) { asker.isOver && upstream.received.suffix(3) == Array("abc".utf8) }
        #expect(asker.end?.sentBytes == 3)
    }

    @Test func aBodyOfAnotherLengthIsRefused() throws {
        let upstream = try Upstream(reactor, answer: "")
        let wire = try wire(port: upstream.port)
        for text in ["ab", "abcd"] {
            let asker = Asker()
            let stream = try #require(
                wire.initiator.open(
                    .egress, head: request(port: upstream.port, length: 3), handler: asker))
            let body = Array(text.utf8)
            _ = stream.send(body.span.bytes)
            stream.end()
            run(wire) { asker.isOver }
            #expect(asker.reset?.code == .protocol)
        }
        #expect(table.count == 0)
        #expect(upstream.received.isEmpty)
    }

    @Test func aCutAnswerIsNeverComplete() throws {
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", end: .close)
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
        stream.end()
        run(wire) { asker.isOver }
        #expect(asker.reset?.code == .upstreamBroken)
        #expect(asker.body == Array("hel".utf8))
    }

    @Test func cancellingClosesTheConnection() throws {
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
        stream.end()
        run(wire) { asker.body.count == 3 }
        stream.reset(.cancelled)
        run(wire) { upstream.closedByPeer == 1 }
        #expect(table.count == 0)
        #expect(table.counters.cancelled == 1)
    }

    @Test func aReaderWithoutRoomStopsTheUpstream() throws {
        let length = Int(IPC.Limits.initialCredit) * 2
        let upstream = try Upstream(
            reactor,
            answer: "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n"
                + String(repeating: "x", count: length))
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        asker.reads = false
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
        stream.end()
        run(wire) { asker.body.count == Int(IPC.Limits.initialCredit) }
        #expect(!asker.isOver)
        asker.reads = true
        stream.consumed(asker.body.count)
        run(wire) { asker.isOver }
        #expect(asker.end?.receivedBytes == UInt64(length))
        #expect(asker.body.count == length)
    }

    @Test func anAnswerThatRepeatsTheSecretIsMasked() throws {
        let upstream = try Upstream(
            reactor,
            answer: "HTTP/1.1 401 No\r\nX-Key: Bearer swordfish\r\nContent-Length: 21\r\n\r\n"
                + "bad key swordfish, sw")
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
        stream.end()
        run(wire) { asker.isOver }
        #expect(asker.head?.headers.first == Header(name: "x-key", value: "Bearer *********"))
        #expect(String(decoding: asker.body, as: UTF8.self) == "bad key *********, sw")
        #expect(asker.end?.receivedBytes == 21)
    }

    @Test(arguments: [true, false]) func whatTheMaskHoldsWaitsForCredit(isKept: Bool) throws {
        let credit = Int(IPC.Limits.initialCredit)
        let text = String(repeating: "x", count: credit - 3) + "swordfish" + "swordfis"
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nContent-Length: \(text.count)\r\n\r\n\(text)")
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        asker.reads = false
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
        stream.end()
        run(wire) { asker.body.count == credit }
        #expect(!asker.isOver)
        if isKept {
            asker.reads = true
            stream.consumed(asker.body.count)
            run(wire) { asker.isOver }
            #expect(asker.body.suffix(20) == Array("xxx*********swordfis".utf8))
            #expect(asker.end?.receivedBytes == UInt64(text.count))
        } else {
            stream.reset(.cancelled)
            run(wire) { table.count == 0 }
        }
        #expect(table.count == 0)
    }

    @Test(arguments: [true, false]) func anEndThatTheMaskHoldsWaitsForCredit(isKept: Bool) throws {
        let credit = Int(IPC.Limits.initialCredit)
        let text = String(repeating: "x", count: credit - 2) + "sword"
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nContent-Length: \(text.count)\r\n\r\n\(text)")
        let wire = try wire(port: upstream.port)
        let asker = Asker()
        asker.reads = false
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: upstream.port), handler: asker))
        stream.end()
        run(wire) { asker.body.count == credit }
        #expect(!asker.isOver)
        #expect(table.count == 1)
        if isKept {
            asker.reads = true
            stream.consumed(asker.body.count)
            run(wire) { asker.isOver }
            #expect(asker.body.suffix(6) == Array("xsword".utf8))
            #expect(asker.end?.receivedBytes == UInt64(text.count))
            #expect(table.counters.completed == 1)
        } else {
            stream.reset(.cancelled)
            run(wire) { table.count == 0 }
            #expect(table.counters.cancelled == 1)
        }
    }

    @Test func nobodyListens() throws {
        // tcpmux, which no machine runs.
        let wire = try wire(port: 1)
        let asker = Asker()
        let stream = try #require(
            wire.initiator.open(.egress, head: request(port: 1), handler: asker))
        stream.end()
        run(wire) { asker.isOver }
        #expect(asker.reset?.code == .upstreamConnect)
    }
}
