import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// What one transfer leaves behind for the next: a handle of curl, and a connection that is watched on.
@Suite(.timeLimit(.minutes(1))) struct ReuseTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private let reactor: Reactor
    private let table: TransferTable

    init() throws {
        reactor = try Reactor()
        table = try #require(TransferTable(reactor, log: Logger(label: "test"), limit: 8))
    }

    /// Gets a path and lets the loop run on until what follows the answer has been heard of.
    private func get(_ path: String, from upstream: Upstream) throws -> Asker {
        let credential = try StoredCredential(
            Credential(
                connectionID: "c", origin: "http://127.0.0.1:\(upstream.port)", place: .bearer,
                secret: Array("swordfish".utf8)))
        let wire = Wire(reactor, table, credential)
        let asker = Asker()
        let request = EgressRequest(
            requestID: "r", connectionID: "c", method: "GET",
            url: "http://127.0.0.1:\(upstream.port)\(path)")
        let stream = try #require(wire.initiator.open(.egress, head: request, handler: asker))
        stream.end()
        while !asker.isOver {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
        for _ in 0..<3 { reactor.tick(maximumWait: .zero) }
        return asker
    }

    @Test func aKeptConnectionServesOneAfterTheOther() throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        for _ in 0..<4 { #expect(try get("/v1", from: upstream).head?.status == 200) }
        #expect(table.counters.newConnections == 1 && table.counters.reusedConnections == 3)
    }

    /// The next connection gets the number of the one before: that one must not be taken for it.
    @Test func aConnectionThatItsServerClosedIsNotTakenForTheNext() throws {
        let upstream = try Upstream(reactor, answer: Self.answer, end: .close)
        for _ in 0..<4 { #expect(try get("/v1", from: upstream).head?.status == 200) }
        #expect(table.counters.newConnections == 4 && table.counters.reusedConnections == 0)
    }

    @Test func aRequestGoesToItsOwnPath() throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        let paths = ["/a", "/a", "/b?c=d", "/a", "/%41/x"]
        for path in paths { #expect(try get(path, from: upstream).head?.status == 200) }
        let lines = String(decoding: upstream.received, as: UTF8.self).split(separator: "\r\n")
        let asked = lines.filter { $0.hasPrefix("GET ") }
        #expect(asked == paths.map { "GET \($0) HTTP/1.1" })
    }

    @Test func aRestClosesWhatWaits() throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        #expect(try get("/v1", from: upstream).head?.status == 200)
        table.curl.rest()
        for _ in 0..<10 where upstream.closedByPeer == 0 {
            reactor.tick(maximumWait: .milliseconds(20))
        }
        #expect(upstream.closedByPeer == 1)
    }
}
