import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// What clients name by URL, from a server on the loopback.
@Suite(.timeLimit(.minutes(1))) struct FetchTests {
    private let reactor: Reactor
    private let upstream: Upstream

    init() throws {
        reactor = try Reactor()
        upstream = try Upstream(reactor, answer: Self.answer("image/png", "picture"))
    }

    private static func answer(_ type: String, _ body: String, more: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\(more)Content-Length: \(body.utf8.count)"
            + "\r\n\r\n\(body)"
    }

    private static func redirect(_ url: String, status: Int = 302) -> String {
        "HTTP/1.1 \(status) Elsewhere\r\nLocation: \(url)\r\nContent-Length: 4\r\n\r\ngone"
    }

    private func table(allowsLoopback: Bool = true) throws -> TransferTable {
        try #require(
            TransferTable(
                reactor, log: Logger(label: "test"),
                addressGuard: AddressGuard(allowsLoopback: allowsLoopback), limit: 2))
    }

    private func fetch(
        _ table: TransferTable, url: String? = nil, types: [String] = ["image/*"],
        maxBytes: UInt64 = 1000
    ) throws -> Asker {
        let wire = Wire(reactor, table, StoredCredential(without: try Origin(url: "http://h")))
        let head = FetchRequest(
            url: url ?? "http://127.0.0.1:\(upstream.port)/a.png", maxBytes: maxBytes, types: types)
        let asker = Asker()
        let stream = try #require(wire.initiator.open(.fetch, head: head, handler: asker))
        stream.end()
        while !asker.isOver {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
        #expect(table.count == 0)
        return asker
    }

    @Test func aPictureComesBack() throws {
        let asker = try fetch(table())
        #expect(asker.head?.status == 200)
        #expect(asker.head?.headers.first == Header(name: "content-type", value: "image/png"))
        #expect(asker.body == Array("picture".utf8))
        #expect(asker.end?.receivedBytes == 7)
        let sent = String(decoding: upstream.received, as: UTF8.self)
        #expect(sent.hasPrefix("GET /a.png HTTP/1.1\r\n"))
        #expect(sent.contains("accept: image/*\r\n"))
        #expect(!sent.lowercased().contains("authorization"))
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "[::ffff:127.0.0.1]",
    ])
    func thisMachineIsRefused(host: String) throws {
        let asker = try fetch(
            table(allowsLoopback: false), url: "http://\(host):\(upstream.port)/a.png")
        #expect(asker.reset?.code == .upstreamDenied)
        #expect(upstream.received.isEmpty)
    }

    @Test(arguments: ["10.0.0.1", "169.254.169.254", "192.168.0.1", "[fd00::1]", "0.0.0.0"])
    func privateAddressesAreRefused(host: String) throws {
        let asker = try fetch(table(), url: "http://\(host)/latest/meta-data/")
        #expect(asker.reset?.code == .upstreamDenied)
    }

    @Test func redirectsAreFollowedAFewTimes() throws {
        let picture = Self.answer("image/png", "picture")
        let onward = Self.redirect("/b.png")
        upstream.answers = [onward, onward, Self.redirect("c.png", status: 308), picture]
        let asker = try fetch(table())
        #expect(asker.body == Array("picture".utf8))
        #expect(asker.head?.headers.contains { $0.name == "location" } == false)
        #expect(upstream.requests == 4)
    }

    @Test func oneRedirectTooMany() throws {
        upstream.answers = [Self.redirect("/b.png")]
        let asker = try fetch(table())
        #expect(asker.reset?.code == .upstreamBroken)
        #expect(asker.head == nil)
        #expect(upstream.requests == 4)
    }

    @Test(arguments: ["http://10.0.0.1/", "http://169.254.169.254/latest/", "//192.168.0.1/x"])
    func redirectsLeadToNoPrivateAddress(url: String) throws {
        upstream.answers = [Self.redirect(url)]
        let asker = try fetch(table())
        #expect(asker.reset?.code == .upstreamDenied)
        #expect(asker.head == nil)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1/", "http://me:pw@127.0.0.1/"])
    func redirectsStayInTheWeb(url: String) throws {
        upstream.answers = [Self.redirect(url)]
        let asker = try fetch(table())
        #expect(asker.reset != nil)
        #expect(asker.head == nil)
        #expect(upstream.requests == 1)
    }

    @Test(
        arguments: [
            ("image/png", ["image/png"], true), ("IMAGE/PNG; x=y", ["image/*"], true),
            ("text/html", [], true), ("application/pdf", ["image/*", "application/pdf"], true),
            ("text/html", ["image/*"], false), ("image/svg+xml", ["image/png"], false),
            ("", ["image/*"], false), ("imagery/png", ["image/*"], false),
        ] as [(String, [String], Bool)])
    func typesAreCheckedBeforeTheBody(type: String, wanted: [String], isTaken: Bool) throws {
        upstream.answers = [Self.answer(type, "picture")]
        let asker = try fetch(table(), types: wanted)
        #expect((asker.end != nil) == isTaken)
        if !isTaken {
            #expect(asker.reset?.code == .refused)
            #expect(asker.head == nil)
            #expect(asker.body.isEmpty)
        }
    }

    @Test func aDeclaredLengthIsBounded() throws {
        #expect(try fetch(table(), maxBytes: 7).end != nil)
        let asker = try fetch(table(), maxBytes: 6)
        #expect(asker.reset?.code == .refused)
        #expect(asker.head == nil)
    }

    @Test func anUndeclaredLengthIsBounded() throws {
        let chunk = "8\r\n12345678\r\n"
        upstream.answers = [
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: chunk, count: 4) + "0\r\n\r\n"
        ]
        #expect(try fetch(table(), maxBytes: 32).body.count == 32)
        let asker = try fetch(table(), maxBytes: 31)
        #expect(asker.reset?.code == .refused)
        #expect(asker.body.count <= 31)
    }

    @Test(arguments: ["404 Not Found", "206 Partial Content", "500 No", "304 Not Modified"])
    func onlySuccessIsHandedOn(status: String) throws {
        upstream.answers = [
            "HTTP/1.1 \(status)\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n"
        ]
        let asker = try fetch(table())
        #expect(asker.reset?.code == .upstreamBroken)
        #expect(asker.reset?.message.contains(status.prefix(3)) == true)
    }

    @Test func codedAnswersAreRefused() throws {
        upstream.answers = [
            Self.answer("image/png", "picture", more: "Content-Encoding: gzip\r\n")
        ]
        #expect(try fetch(table()).reset?.code == .refused)
    }

    @Test func connectionsOfTransfersAreNotShared() throws {
        let transfers = try #require(TransferTable(reactor, log: Logger(label: "test")))
        let origin = "http://127.0.0.1:\(upstream.port)"
        let wire = Wire(
            reactor, transfers, StoredCredential(without: try Origin(url: origin)))
        let asker = Asker()
        let head = EgressRequest(method: "GET", url: origin + "/a.png")
        try #require(wire.initiator.open(.egress, head: head, handler: asker)).end()
        while !asker.isOver {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
        // The connection that is now kept is one that a fetch may not have.
        let refused = try fetch(table(allowsLoopback: false))
        #expect(refused.reset?.code == .upstreamDenied)
        #expect(upstream.requests == 1)
    }
}
