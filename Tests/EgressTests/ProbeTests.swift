import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// Calls with a credential that is not kept.
@Suite(.timeLimit(.minutes(1))) struct ProbeTests {
    private let reactor: Reactor
    private let table: TransferTable

    init() throws {
        reactor = try Reactor()
        table = try #require(
            TransferTable(
                reactor, log: Logger(label: "test"), limit: Limits.probes, keepsTokens: false))
    }

    private func ask(_ message: ProbeRequest) throws -> Asker {
        let unused = StoredCredential(without: try Origin(url: "http://unused.test"))
        let wire = Wire(reactor, table, unused)
        let asker = Asker()
        let stream = try #require(wire.initiator.open(.probe, head: message, handler: asker))
        stream.end()
        while !asker.isOver {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
        return asker
    }

    private func probe(port: UInt16, origin: String? = nil) -> ProbeRequest {
        ProbeRequest(
            request: EgressRequest(method: "GET", url: "http://127.0.0.1:\(port)/v1/models"),
            credential: Credential(
                origin: origin ?? "http://127.0.0.1:\(port)", place: .header,
                headerName: "x-api-key", secret: Array("swordfish".utf8)))
    }

    @Test func theCredentialGoesOutAndDoesNotComeBack() throws {
        let upstream = try Upstream(
            reactor, answer: "HTTP/1.1 401 No\r\nContent-Length: 14\r\n\r\nbad: swordfish")
        let asker = try ask(probe(port: upstream.port))
        #expect(asker.head?.status == 401)
        #expect(String(decoding: asker.body, as: UTF8.self) == "bad: *********")
        let sent = String(decoding: upstream.received, as: UTF8.self)
        #expect(sent.contains("x-api-key: swordfish\r\n"))
        #expect(table.count == 0)
    }

    @Test func anotherOriginGetsNothing() throws {
        let upstream = try Upstream(reactor, answer: "HTTP/1.1 204 No Content\r\n\r\n")
        let asker = try ask(probe(port: upstream.port, origin: "https://api.test"))
        #expect(asker.reset?.code == .credential)
        #expect(upstream.received.isEmpty)
    }

    @Test func nothingIsKept() throws {
        var message = probe(port: 1)
        message.credential?.keepSecret = true
        #expect(try ask(message).reset?.code == .credential)
        message = probe(port: 1)
        message.credential?.keepProxy = true
        #expect(try ask(message).reset?.code == .credential)
    }

    @Test func whatIsMissingIsSaid() throws {
        var message = probe(port: 1)
        message.credential = nil
        #expect(try ask(message).reset?.code == .protocol)
        message = probe(port: 1)
        message.credential?.secret = Array("a\r\nb: c".utf8)
        let reset = try ask(message).reset
        #expect(reset?.code == .credential)
        #expect(reset?.message.contains("a\r\nb") == false)
    }
}
