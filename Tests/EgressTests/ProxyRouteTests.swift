import Crypto
import IPC
import Testing

@testable import Egress

/// The URL of a proxy, and what its failures mean.
@Suite struct ProxyRouteTests {
    private func route(_ url: String) -> ProxyRoute? {
        var bytes = Array(url.utf8)
        return ProxyRoute(SecretBytes(wiping: &bytes))
    }

    private func text(_ secret: SecretBytes?) -> String? {
        secret?.withBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
    }

    @Test func isTakenApart() throws {
        let proxy = try #require(route("socks5h://me:p%40%3Ass@Proxy.test:1080"))
        #expect(proxy.scheme == .socks5h)
        #expect(proxy.address == "socks5h://proxy.test:1080")
        #expect(text(proxy.login?.name) == "me")
        #expect(text(proxy.login?.password) == "p@:ss")
        #expect(!proxy.speaksHTTP)
        let plain = try #require(route("http://[::1]:3128"))
        #expect(plain.authority == "[::1]:3128")
        #expect(plain.login == nil)
        #expect(text(route("https://me@h:1")?.login?.password) == "")
    }

    @Test(arguments: [
        "", "h:1", "ftp://h:1", "http://h", "http://[::1]", "http://h:0", "http://h:1/",
        "http://h:1/x",
        "http://:pw@h:1", "http://me:p%4@h:1", "http://me:p%00@h:1", "http://me:p w@h:1",
        "http://h:1\r\nx", "http://me@", "HTTP://h:1", "socks4://h:1",
    ]) func isRefused(url: String) {
        #expect(route(url) == nil)
    }

    @Test(
        arguments: [
            (.name, 5, 0, .upstreamConnect), (.name, 6, 0, nil), (.connect, 7, 0, .upstreamConnect),
            (.broken, 97, 0, .upstreamConnect), (.broken, 56, 502, .upstreamConnect),
            (.tls, 60, 200, nil), (.tls, 35, 0, .upstreamConnect), (.complete, 0, 200, nil),
        ] as [(CurlOutcome, UInt32, Int, ResetCode?)])
    func whoseFaultItWas(
        outcome: CurlOutcome, number: UInt32, status: Int, code: ResetCode?
    ) throws {
        let failure = ProxyFailure(
            proxy: try #require(route("https://me:secret99@h:1")), outcome: outcome,
            number: number, status: status, text: "", origin: try Origin(url: "https://api.test"),
            isDenied: false
        ).failure
        #expect(failure?.code == code)
        #expect(failure?.message.contains("secret99") != true)
    }

    @Test func withoutTLSToTheProxyTheCertificateIsTheProviders() throws {
        let failure = ProxyFailure(
            proxy: try #require(route("socks5://h:1")), outcome: .tls, number: 60, status: 0,
            text: "", origin: try Origin(url: "https://api.test"), isDenied: false
        ).failure
        #expect(failure == nil)
    }
}
