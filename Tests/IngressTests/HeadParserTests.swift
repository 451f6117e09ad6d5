import Ingress
import Testing

struct HeadParserTests {
    @Test func readsAnOrdinaryHead() throws {
        let text =
            "POST /v1/chat/completions?x=1 HTTP/1.1\r\nHost: a\r\ncontent-length:  12 \r\n"
            + "Authorization: Bearer k\r\nX-Request-ID: r-1\r\nUser-Agent: curl\r\nCookie: c\r\n\r\n"
        let head = try #require(try parseHead(text))
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>?) -> String? {
            range.map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        #expect(head.method == .post)
        #expect(part(head.target) == "/v1/chat/completions?x=1")
        #expect(head.framing == .length(12))
        #expect(head.keepsAlive)
        #expect(part(head.authorization) == "Bearer k")
        #expect(part(head.requestID) == "r-1")
        #expect(head.forwarded.map { part($0.name) } == ["User-Agent"])
        #expect(head.length == bytes.count)
    }

    @Test func givesTheSameWhateverThePieces() throws {
        let text = Samples.chat("", headers: "Accept: */*\r\nOpenAI-Organization: o\r\n")
        let whole = try parseHead(text)
        let bytes = Array(text.utf8)
        var parser = HeadParser()
        for end in 1..<bytes.count {
            #expect(try parser.parse(bytes.span.bytes.extracting(0..<end)) == nil)
        }
        #expect(try parser.parse(bytes.span.bytes) == whole)
        parser.reset()
        #expect(try parser.parse(bytes.span.bytes) == whole)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true), ("GET / HTTP/1.0\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false),
    ])
    func decidesAboutTheConnection(_ text: String, _ keeps: Bool) throws {
        #expect(try parseHead(text)?.keepsAlive == keeps)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\n: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n", "GET v1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / FTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.x\r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}", " GET / HTTP/1.1\r\n", "{\"a\":1}",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Api-Key: a\r\nX-Api-Key: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nApi-Key: a\r\nApi-Key: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Goog-Api-Key: a\r\nX-Goog-Api-Key: b\r\n\r\n",
    ])
    func refusesWhatTwoReadersCouldReadDifferently(_ text: String) {
        #expect { try parseHead(text) } throws: { error in
            if case .malformed = error as? HTTPFault { return true }
            return false
        }
    }

    @Test func namesOtherFaults() {
        #expect(throws: HTTPFault.unknownVersion) {
            try parseHead("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        }
        #expect(throws: HTTPFault.unknownTransferCoding) {
            try parseHead("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")
        }
    }

    @Test func hearsTheFirstOfTwoFields() throws {
        let head = try #require(
            try parseHead(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Encoding: identity\r\n"
                    + "Expect: x\r\nExpect: 100-continue\r\n\r\n"))
        #expect(head.hasContentCoding && head.hasUnknownExpectation)
    }

    @Test(arguments: [
        ("localhost:20128", false), ("LOCALHOST", false), ("127.0.0.1:20128", false),
        ("[::1]:1", false),
        ("192.0.2.1", false), ("gateway", false), ("", false), ("app.localhost:80", false),
        ("evil.example", true), ("evil.example:20128", true), ("127.0.0.1.evil.example", true),
        ("localhost.evil.example", true), ("evillocalhost.", true),
    ])
    func knowsNamesThatOthersMayPointHere(_ host: String, _ isForeign: Bool) throws {
        #expect(try parseHead("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")?.isForeign == isForeign)
    }

    @Test(arguments: [
        ("Origin: http://localhost:3000", false), ("Origin: https://127.0.0.1", false),
        ("Origin: http://[::1]:3000", false), ("Origin: app://x", false),
        ("Origin: http://a.localhost", false), ("origin: https://evil.example", true),
        ("Origin: http://127.0.0.1.evil.example", true), ("Origin: http://192.0.2.1", true),
        ("Origin: null", true), ("Origin: http://", true), ("Origin: http://evil.example:80", true),
        ("Origin: http://x\r\nOrigin: http://localhost", true),
        ("X-Forwarded-For: 127.0.0.1", true), ("x-forwarded-proto: https", true),
        ("Forwarded: for=x", true), ("Via: 1.1 x", true), ("X-Real-IP: 127.0.0.1", true),
        ("X-Forward: x", false),
    ])
    func knowsRelaysAndForeignPages(_ field: String, _ isForeign: Bool) throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n"
        #expect(try parseHead(text)?.isForeign == isForeign)
    }

    @Test func boundsTheHead() throws {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let room = DoorLimits.headBytes - start.utf8.count - 4
        let fits = start + String(repeating: "a", count: room) + "\r\n\r\n"
        #expect(try parseHead(fits) != nil)
        #expect(throws: HTTPFault.headTooLong) {
            try parseHead(start + String(repeating: "a", count: room + 1) + "\r\n\r\n")
        }
        // Without any line end, and before one comes.
        #expect(throws: HTTPFault.headTooLong) {
            try parseHead("G" + String(repeating: "a", count: DoorLimits.headBytes))
        }
    }

    @Test func boundsTheNumberOfFields() throws {
        func text(_ fields: Int) -> String {
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: fields - 1)
                + "\r\n"
        }
        #expect(try parseHead(text(DoorLimits.headFields)) != nil)
        #expect(throws: HTTPFault.tooManyFields) { try parseHead(text(DoorLimits.headFields + 1)) }
    }
}
