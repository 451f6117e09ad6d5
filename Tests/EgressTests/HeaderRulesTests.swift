import Testing

@testable import Egress

/// Which headers pass.
@Suite struct HeaderRulesTests {
    @Test(arguments: [
        "authorization", "Authorization", "x-api-key", "X-API-Key", "api-key", "x-goog-api-key",
        "cookie", "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te",
        "trailer", "upgrade", "expect", "proxy-authorization", "Proxy-Connection", "mine",
    ]) func dropsFromCallers(name: String) {
        let verdict = HeaderRules.request(name: name, value: "x", alsoDropped: ["mine"])
        #expect(verdict == .drop)
    }

    @Test(arguments: ["content-type", "accept", "anthropic-version", "user-agent", "x-request-id"])
    func passesToUpstreams(name: String) {
        #expect(HeaderRules.request(name: name, value: "x", alsoDropped: []) == .pass)
    }

    @Test(arguments: [
        ("x", "a\r\nauthorization: b"), ("x", "a\nb"), ("x", "a\rb"), ("x", "a\0"), ("", "a"),
        ("a b", "c"), ("a:", "c"), ("a\r\n", "c"), ("ä", "c"),
    ]) func refuses(name: String, value: String) {
        #expect(HeaderRules.request(name: name, value: value, alsoDropped: []) == .refuse)
    }

    @Test(arguments: [
        "set-cookie", "set-cookie2", "connection", "transfer-encoding", "keep-alive", "upgrade",
        "trailer", "proxy-authenticate",
    ]) func dropsFromUpstreams(name: String) {
        #expect(!HeaderRules.response(name: name))
    }

    @Test(arguments: ["content-type", "content-length", "retry-after", "x-ratelimit-remaining"])
    func passesToCallers(name: String) {
        #expect(HeaderRules.response(name: name))
    }

    @Test func readsConnectionOptions() {
        #expect(HeaderRules.connectionOptions("close, X-Mine ,te") == ["close", "x-mine", "te"])
        #expect(HeaderRules.connectionOptions("").isEmpty)
    }
}
