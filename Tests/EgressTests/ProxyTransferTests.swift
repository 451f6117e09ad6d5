import Crypto
import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// Transfers through a proxy on the loopback.
@Suite(.timeLimit(.minutes(1))) struct ProxyTransferTests {
    private let reactor: Reactor
    private let table: TransferTable

    init() throws {
        reactor = try Reactor()
        table = try #require(TransferTable(reactor, log: Logger(label: "test")))
    }

    private static let answer = "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello"

    private func ask(
        _ origin: String, through proxy: String, _ place: CredentialPlace = .bearer,
        secret: String = "swordfish"
    ) throws -> Asker {
        let credential = try StoredCredential(
            Credential(
                connectionID: "c", origin: origin, place: place, secret: Array(secret.utf8),
                proxy: proxy))
        let wire = Wire(reactor, table, credential)
        let asker = Asker()
        let request = EgressRequest(connectionID: "c", method: "GET", url: "\(origin)/x")
        let stream = try #require(wire.initiator.open(.egress, head: request, handler: asker))
        stream.end()
        while !asker.isOver {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
        return asker
    }

    @Test func aProviderWithoutTLSIsAskedByItsWholeURL() throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        let proxy = try ProxyServer(reactor)
        let origin = "http://127.0.0.1:\(upstream.port)"
        for _ in 1...2 {
            let asker = try ask(origin, through: "http://127.0.0.1:\(proxy.port)")
            #expect(asker.head?.status == 200)
            #expect(asker.body == Array("hello".utf8))
        }
        #expect(proxy.heardText.hasPrefix("GET \(origin)/x HTTP/1.1\r\n"))
        #expect(String(decoding: upstream.received, as: UTF8.self).contains("Bearer swordfish"))
        #expect(proxy.connections == 1)
    }

    @Test func theLoginGoesToTheProxyAndToNobodyElse() throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        let proxy = try ProxyServer(reactor)
        for _ in 1...2 {
            let asker = try ask(
                "http://127.0.0.1:\(upstream.port)",
                through: "http://me:pa%3Ass@127.0.0.1:\(proxy.port)")
            #expect(asker.head?.status == 200)
        }
        // printf 'me:pa:ss' | base64
        #expect(proxy.heardText.contains("Proxy-Authorization: Basic bWU6cGE6c3M=\r\n"))
        // Another login may be another way out: no connection is used twice.
        #expect(proxy.connections == 2)
    }

    @Test func aProviderWithTLSIsReachedByATunnel() throws {
        // Answers at once, and not by TLS: what matters is what the proxy gets to see.
        let upstream = try ProxyServer(reactor, .other)
        let proxy = try ProxyServer(reactor)
        let asker = try ask(
            "https://127.0.0.1:\(upstream.port)", through: "http://127.0.0.1:\(proxy.port)")
        #expect(proxy.heardText.hasPrefix("CONNECT 127.0.0.1:\(upstream.port) HTTP/1.1\r\n"))
        #expect(!proxy.heardText.contains("swordfish"))
        #expect(!proxy.heardText.lowercased().contains("authorization"))
        #expect(asker.head == nil)
        #expect(asker.reset?.code == .upstreamTLS)
    }

    @Test(arguments: ["socks5", "socks5h"])
    func socksResolvesNamesHereOrThere(scheme: String) throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        let proxy = try ProxyServer(reactor, .socks)
        let asker = try ask(
            "http://localhost:\(upstream.port)",
            through: "\(scheme)://me:secret99@127.0.0.1:\(proxy.port)")
        #expect(asker.head?.status == 200)
        #expect(asker.body == Array("hello".utf8))
        #expect(proxy.heardText.contains("localhost") == (scheme == "socks5h"))
        #expect(proxy.heardText.contains("secret99"))
    }

    @Test func anAccountIsExchangedOnTheSameWay() throws {
        let body = #"{"access_token":"ya29.first","expires_in":3600}"#
        let tokens = try Upstream(
            reactor,
            answer:
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        let upstream = try Upstream(reactor, answer: Self.answer)
        let proxy = try ProxyServer(reactor)
        let asker = try ask(
            "http://127.0.0.1:\(upstream.port)", through: "http://127.0.0.1:\(proxy.port)",
            .serviceAccount,
            secret: AccountExample.file(tokenURL: "http://127.0.0.1:\(tokens.port)/token"))
        #expect(asker.head?.status == 200)
        #expect(proxy.connections == 2)
        #expect(String(decoding: upstream.received, as: UTF8.self).contains("Bearer ya29.first"))
        let refusing = try ProxyServer(reactor)
        refusing.refusal = "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"
        let refused = try ask(
            "http://127.0.0.1:\(upstream.port)", through: "http://127.0.0.1:\(refusing.port)",
            .serviceAccount,
            secret: AccountExample.file(tokenURL: "http://127.0.0.1:\(tokens.port)/token"))
        #expect(refused.reset?.code == .upstreamConnect)
    }

    @Test func nobodyListensAtTheProxy() throws {
        let asker = try ask("https://api.test", through: "http://me:secret99@127.0.0.1:1")
        #expect(asker.reset?.code == .upstreamConnect)
        #expect(asker.reset?.message.contains("the proxy 127.0.0.1:1") == true)
        #expect(asker.reset?.message.contains("secret99") == false)
    }

    @Test(arguments: [
        ("https", "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", "another login (status 407)"),
        ("https", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "answered with status 403"),
        ("https", "SSH-2.0-no-proxy\r\n\r\n", "through the proxy"),
        ("http", "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", "another login (status 407)"),
    ]) func aProxyThatRefusesIsNamed(scheme: String, refusal: String, words: String) throws {
        let proxy = try ProxyServer(reactor)
        proxy.refusal = refusal
        let asker = try ask(
            "\(scheme)://api.test", through: "http://me:secret99@127.0.0.1:\(proxy.port)")
        let reset = try #require(asker.reset)
        #expect(reset.code == .upstreamConnect)
        #expect(reset.message.contains("127.0.0.1:\(proxy.port)"))
        #expect(reset.message.contains(words))
        #expect(!reset.message.contains("secret99"))
        #expect(asker.head == nil)
    }

    @Test func aSocksProxyThatRefusesIsNamed() throws {
        let proxy = try ProxyServer(reactor, .socks)
        proxy.refusal = "no"
        let asker = try ask(
            "http://api.test", through: "socks5h://me:secret99@127.0.0.1:\(proxy.port)")
        #expect(asker.reset?.code == .upstreamConnect)
        #expect(asker.reset?.message.contains("secret99") == false)
    }

    @Test func theWayWithoutAProxyIsDirectAgain() throws {
        let upstream = try Upstream(reactor, answer: Self.answer)
        let proxy = try ProxyServer(reactor)
        let origin = "http://127.0.0.1:\(upstream.port)"
        _ = try ask(origin, through: "http://me:pw@127.0.0.1:\(proxy.port)")
        let asker = try ask(origin, through: "")
        #expect(asker.head?.status == 200)
        #expect(proxy.connections == 1)
    }
}
