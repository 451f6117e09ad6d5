import Crypto
import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// Service accounts: exchanged for tokens at one server on the loopback, used at another.
@Suite(.timeLimit(.minutes(1))) struct TokenTests {
    private let reactor: Reactor
    private let table: TransferTable
    private let tokens: Upstream
    private let provider: Upstream
    private let wire: Wire

    init() throws {
        reactor = try Reactor()
        table = try #require(TransferTable(reactor, log: Logger(label: "test")))
        tokens = try Upstream(reactor, answer: Self.token("ya29.first"))
        provider = try Upstream(reactor, answer: Self.answer("200 OK", "hello"))
        let file = AccountExample.file(tokenURL: "http://127.0.0.1:\(tokens.port)/token")
        let credential = try StoredCredential(
            Credential(
                connectionID: "c", origin: "http://127.0.0.1:\(provider.port)",
                place: .serviceAccount, secret: Array(file.utf8)))
        wire = Wire(reactor, table, credential)
    }

    private static func answer(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func token(_ token: String, seconds: Int = 3600) -> String {
        answer("200 OK", #"{"access_token":"\#(token)","expires_in":\#(seconds)}"#)
    }

    /// Sends a request with a small body; its answer comes later.
    private func ask() throws -> Asker {
        let asker = Asker()
        let head = EgressRequest(
            connectionID: "c", method: "POST", url: "http://127.0.0.1:\(provider.port)/x",
            contentLength: 2)
        let stream = try #require(wire.initiator.open(.egress, head: head, handler: asker))
        let body = Array("{}".utf8)
        _ = stream.send(body.span.bytes)
        stream.end()
        return asker
    }

    private func run(until isDone: () -> Bool) {
        while !isDone() {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
    }

    /// The tokens that the provider was shown, in order.
    private var shown: [String] {
        String(decoding: provider.received, as: UTF8.self).split(separator: "\r\n")
            .filter { $0.hasPrefix("authorization: ") }
            .map { String($0.dropFirst("authorization: Bearer ".count)) }
    }

    @Test func requestsShareOneExchange() throws {
        let askers = try [ask(), ask(), ask()]
        run { askers.allSatisfy(\.isOver) }
        for asker in askers { #expect(asker.body == Array("hello".utf8)) }
        let later = try ask()
        run { later.isOver }
        #expect(tokens.requests == 1)
        #expect(table.tokens.exchanges == 1)
        #expect(shown == Array(repeating: "ya29.first", count: 4))
        let form = String(decoding: tokens.received, as: UTF8.self)
        #expect(form.hasPrefix("POST /token HTTP/1.1\r\n"))
        #expect(form.contains("content-type: application/x-www-form-urlencoded\r\n"))
        #expect(table.count == 0)
        #expect(table.tokens.isIdle)
    }

    @Test func aTokenThatIsRefusedIsRenewedOnce() throws {
        tokens.answers = [Self.token("ya29.first"), Self.token("ya29.second")]
        provider.answers = [
            Self.answer("401 Unauthorized", "old"), Self.answer("200 OK", "hello"),
            Self.answer("401 Unauthorized", "old"), Self.answer("401 Unauthorized", "no"),
        ]
        let first = try ask()
        run { first.isOver }
        #expect(first.head?.status == 200)
        #expect(first.body == Array("hello".utf8))
        #expect(shown == ["ya29.first", "ya29.second"])
        let second = try ask()
        run { second.isOver }
        #expect(second.head?.status == 401)
        #expect(second.body == Array("no".utf8))
        #expect(tokens.requests == 3)
        #expect(table.counters.completed == 2)
    }

    @Test func aRequestThatCannotBeRepeatedIsAnsweredWithTheRefusal() throws {
        provider.answers = [Self.answer("401 Unauthorized", "no")]
        let asker = Asker()
        let head = EgressRequest(
            connectionID: "c", method: "POST", url: "http://127.0.0.1:\(provider.port)/x",
            contentLength: UInt64(Limits.collectedBodyBytes + 1))
        let stream = try #require(wire.initiator.open(.egress, head: head, handler: asker))
        let body = [UInt8](repeating: 0x20, count: Limits.collectedBodyBytes)
        #expect(stream.send(body.span.bytes) == body.count)
        run { asker.head != nil }
        #expect(asker.head?.status == 401)
        #expect(tokens.requests == 1)
        stream.reset(.cancelled)
        run { table.count == 0 }
    }

    @Test func shortTokensAreUsedForHalfOfTheirTime() throws {
        tokens.answers = [Self.token("ya29.first", seconds: 0), Self.token("ya29.second")]
        for _ in 0..<3 {
            let asker = try ask()
            run { asker.isOver }
        }
        #expect(shown == ["ya29.first", "ya29.second", "ya29.second"])
    }

    @Test func aTokenThatIsRepeatedIsMasked() throws {
        provider.answers = [Self.answer("400 Bad Request", "bad token ya29.first!")]
        let asker = try ask()
        run { asker.isOver }
        #expect(String(decoding: asker.body, as: UTF8.self) == "bad token **********!")
    }

    @Test func withoutATokenNothingGoesOut() throws {
        tokens.answers = [Self.answer("400 Bad Request", #"{"error":"invalid_grant"}"#)]
        let askers = try [ask(), ask()]
        run { askers.allSatisfy(\.isOver) }
        for asker in askers {
            #expect(asker.reset?.code == .credential)
            #expect(asker.reset?.message.contains("invalid_grant") == true)
        }
        #expect(provider.received.isEmpty)
        #expect(tokens.requests == 1)
        #expect(table.count == 0)
    }

    @Test func aCallerThatLeavesMeanwhileLeavesNothingBehind() throws {
        tokens.answers = [""]
        let asker = Asker()
        let head = EgressRequest(
            connectionID: "c", method: "GET", url: "http://127.0.0.1:\(provider.port)/x")
        let stream = try #require(wire.initiator.open(.egress, head: head, handler: asker))
        stream.end()
        run { tokens.requests == 1 }
        stream.reset(.cancelled)
        run { table.count == 0 }
        #expect(!table.tokens.isIdle)
        table.stop()
        #expect(table.tokens.isIdle)
        #expect(table.counters.cancelled == 1)
    }

    private struct Left { weak var account: ServiceAccount? }

    @Test func aKeeperThatKeepsNothingLetsGoOfTheAccount() throws {
        let keeper = TokenKeeper(table.curl, reactor, keeps: false)
        var left = Left()
        do {
            let file = AccountExample.file(tokenURL: "http://127.0.0.1:\(tokens.port)/token")
            let account = try #require(
                ServiceAccount(SecretBytes(copying: Array(file.utf8).span.bytes)))
            left.account = account
            for _ in 0..<2 {
                // Whoever asked may be gone when the answer comes: it makes no difference.
                keeper.token(for: account) { _ in }
                run { keeper.isIdle }
            }
        }
        #expect(keeper.exchanges == 2)
        #expect(tokens.requests == 2)
        #expect(left.account == nil)
    }

    @Test func otherCredentialsForgetTheTokens() throws {
        let first = try ask()
        run { first.isOver }
        table.trust(nil)
        let second = try ask()
        run { second.isOver }
        #expect(tokens.requests == 2)
    }
}
