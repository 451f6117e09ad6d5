import IPC
import Ingress
import Testing

/// One client connection, request by request.
struct ConnectionTests {
    @Test func passesARequestOnAndItsAnswerBack() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            Samples.chat(
                #"{"model":"m"}"#,
                headers: "X-Request-Id: mine-1\r\nOpenAI-Beta: b\r\nCookie: c\r\nUser-Agent: u\r\n")
        )
        let request = try #require(door.requests.first)
        #expect(request.head.requestID == "mine-1")
        #expect(request.head.endpoint == .chat && request.head.dialect == .openaiChat)
        #expect(request.head.keyID == "k1" && request.head.keyName == "laptop")
        #expect(request.head.contentLength == 13 && request.head.resend == 0)
        #expect(request.head.headers.map(\.name).sorted() == ["openai-beta", "user-agent"])
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"model":"m"}"#)
        #expect(request.isComplete)
        request.answer(#"{"ok":1}"#)
        let text = try client.received()
        #expect(
            text == "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n"
                + "x-request-id: mine-1\r\naccess-control-allow-origin: *\r\n"
                + "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n{\"ok\":1}")
        #expect(client.isOpen)
        let record = try #require(try door.records().first)
        #expect(record.status == 200 && record.outcome == .complete && record.attempts == 1)
        #expect(record.bytesIn == 13 && record.bytesOut == 8 && record.keyID == "k1")
        #expect(record.endpoint == .chat)
    }

    @Test func streamsEvents() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        #expect(request.send("data: 1\n\n") == 9)
        let first = try client.received()
        #expect(first.contains("transfer-encoding: chunked\r\n"))
        #expect(first.contains("cache-control: no-cache\r\nx-accel-buffering: no\r\n"))
        #expect(first.hasSuffix("\r\n\r\n9\r\ndata: 1\n\n\r\n"))
        #expect(request.send("data: [DONE]\n\n") == 14)
        request.stream.end(ResponseEnd(outcome: .complete, stream: true))
        #expect(try client.received() == "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        #expect(client.isOpen)
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        let door = TestDoor()
        let client = try door.client()
        let burst =
            Samples.chat("1") + Samples.get("/health/live") + Samples.chat("2")
            + Samples.get("/v1/models", headers: Samples.key)
        for byte in burst.utf8 { try client.send([byte]) }
        #expect(door.requests.count == 1)
        #expect(try client.received() == "")
        door.requests[0].answer("first")
        try door.settle()
        let early = try client.received()
        #expect(early.contains("first") && early.contains("\"live\":true"))
        #expect(door.requests.count == 2)
        door.requests[1].answer("second")
        try door.settle()
        #expect(try client.received().hasSuffix("second"))
        #expect(door.requests[2].head.endpoint == .models && door.requests[2].isComplete)
    }

    @Test func doesNotRecurseOverManyPipelinedRequests() throws {
        let door = TestDoor()
        let client = try door.client()
        let burst = String(repeating: Samples.get("/health/live"), count: 1000)
        try client.send(burst)
        let text = try client.received()
        #expect(text.split(separator: "HTTP/1.1 200 OK").count == 1000)
    }

    @Test func answersAnEndlessPipelineThatNeverPauses() throws {
        let door = TestDoor()
        let client = try door.client()
        let text = Array(Samples.get("/health/live").utf8)
        let flow = (0..<200).flatMap { _ in text }
        // Pieces of another length than the requests, so that one is always open.
        var answers = 0
        for start in stride(from: 0, to: flow.count, by: text.count + 1) {
            try client.send(Array(flow[start..<min(flow.count, start + text.count + 1)]))
            answers += try client.received().split(separator: "HTTP/1.1 200 OK").count
        }
        #expect(answers == 200 && client.isOpen)
    }

    @Test func spellsOutHTTP10() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try client.received().contains("\r\nconnection: keep-alive\r\n"))
        #expect(client.isOpen)
        try client.send("GET /health/live HTTP/1.0\r\n\r\n")
        #expect(try client.received().contains("\r\nconnection: close\r\n"))
        #expect(!client.isOpen)
        let old = try door.client()
        try old.send(
            "POST /chat/completions HTTP/1.0\r\nx-api-key: sk-test\r\nContent-Length: 1\r\n\r\nx")
        let request = try #require(door.requests.first)
        request.beginEvents()
        #expect(request.send("data: 1\n\n") == 9)
        request.stream.end(ResponseEnd(outcome: .complete))
        let text = try old.received()
        #expect(!text.contains("chunked") && text.hasSuffix("\r\n\r\ndata: 1\n\n"))
        #expect(!old.isOpen)
    }

    @Test func answersHeadWithoutABody() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send("HEAD /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        let text = try client.received()
        #expect(text.contains("content-length: 27\r\n") && text.hasSuffix("\r\n\r\n"))
        try client.send("HEAD /v1/models HTTP/1.1\r\nHost: a\r\n\(Samples.key)\r\n")
        door.requests[0].answer("[]")
        let models = try client.received()
        #expect(models.contains("content-length: 2\r\n") && models.hasSuffix("\r\n\r\n"))
        try client.send(Samples.get("/health/live"))
        #expect(try client.status() == 200)
    }

    @Test func answersPreflights() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: a\r\nOrigin: http://x\r\n"
                + "Access-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: authorization, x-stainless-os\r\n\r\n")
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(text.contains("access-control-allow-origin: *\r\n"))
        #expect(text.contains("access-control-allow-headers: authorization, x-stainless-os\r\n"))
        #expect(text.contains("access-control-allow-methods: GET, POST,"))
        #expect(!text.contains("content-length"))
        try client.send("OPTIONS /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.status() == 204)
        try client.send(Samples.get("/nowhere"))
        #expect(try client.received().contains("access-control-allow-origin: *\r\n"))
    }

    @Test func invitesABodyThatWaitsForIt() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)Expect: 100-continue\r\n"
                + "Content-Length: 2\r\n\r\n")
        #expect(try client.received() == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("{}")
        door.requests[0].answer("ok")
        #expect(try client.status() == 200)
        // A refused one is not invited, and the connection ends: whether the body comes is not known.
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                + "Content-Length: 2\r\n\r\n")
        #expect(try client.status() == 401)
        #expect(!client.isOpen)
    }

    @Test func refusesUnknownExpectations() throws {
        let client = try TestDoor().client()
        try client.send(Samples.chat(headers: "Expect: wonders\r\n"))
        #expect(try client.status() == 417)
        try client.send(Samples.chat(headers: "Content-Encoding: gzip\r\n"))
        #expect(try client.status() == 415)
        #expect(client.isOpen)
    }

    @Test func knowsPathsAndMethods() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.get("/v1/chat/completions"))
        let wrong = try client.received()
        #expect(wrong.hasPrefix("HTTP/1.1 405 ") && wrong.contains("allow: POST, OPTIONS\r\n"))
        try client.send("POST /v1/models HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        #expect(try client.received().contains("allow: GET, HEAD, OPTIONS\r\n"))
        try client.send("POST /v1/nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        let unknown = try client.received()
        #expect(unknown.hasPrefix("HTTP/1.1 404 ") && unknown.contains(#""code":"not_found""#))
        #expect(client.isOpen)
        #expect(try door.records().isEmpty)
    }

    @Test func admitsByKey() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 401 ") && text.contains(#""code":"invalid_api_key""#))
        #expect(text.contains("www-authenticate: Bearer\r\n") && client.isOpen)
        let record = try #require(try door.records().first)
        #expect(record.status == 401 && record.outcome == .refused)
        #expect(record.errorCode == "invalid_api_key")
        #expect(door.requests.isEmpty)
        #expect(door.shared.counters[.authMissing] == 1)
    }

    @Test func holdsRequestsUntilKeysAreThere() throws {
        let door = TestDoor(nil)
        let client = try door.client()
        try client.send(Samples.chat("{}", headers: "X-Request-Id: a\r\n"))
        #expect(try client.received() == "" && door.requests.isEmpty)
        try door.pass(seconds: 1)
        door.shared.publish(.standard())
        door.lane.doorOpened()
        try door.settle()
        #expect(door.requests.first?.head.requestID == "a")
        door.requests[0].answer("ok")
        #expect(try client.status() == 200)
    }

    @Test func failsClosedWithoutKeys() throws {
        let door = TestDoor(nil)
        let client = try door.client(from: "127.0.0.1")
        try client.send(Samples.chat())
        try door.pass(seconds: 4.5)
        #expect(try client.received() == "")
        try door.pass(seconds: 1)
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 503 ") && text.contains("retry-after: 1\r\n"))
        try client.send(Samples.get("/health/ready"))
        #expect(try client.status() == 503)
        try client.send(Samples.get("/health/live"))
        #expect(try client.status() == 200)
    }

    @Test func showsMetricsToLoopbackOrWithAKey() throws {
        let door = TestDoor()
        let near = try door.client(from: "127.0.0.1")
        try near.send(Samples.get("/metrics"))
        #expect(try near.received().hasSuffix("metric 1\n"))
        let far = try door.client()
        try far.send(Samples.get("/metrics"))
        #expect(try far.status() == 401)
        try far.send(Samples.get("/metrics", headers: Samples.key))
        #expect(try far.received().hasSuffix("metric 1\n"))
    }

    @Test func showsMetricsToEachKeyThatMayBeUsed() throws {
        func status(_ change: (inout ClientKey) -> Void) throws -> Int {
            let door = TestDoor(.of([Samples.clientKey(change)]))
            return try door.status(Samples.get("/metrics", headers: Samples.key))
        }
        #expect(try status { $0.endpoints = [.models] } == 200)
        #expect(try status { $0.rates = [RateWindow(requests: 0, seconds: 60)] } == 200)
        #expect(try status { $0.disabled = true } == 403)
        #expect(try status { $0.expiresUnixUs = 1 } == 403)
    }

    @Test(arguments: [1, 4096])
    func endsAfterMetricsThatCameWithABody(_ size: Int) throws {
        for body in ["zz\r\n", "1\r\na\r\n0\r\n\r\n", "0\r\nX\rY"] {
            let client = try TestDoor().client(from: "127.0.0.1")
            let text =
                Samples.get("/metrics", headers: "Transfer-Encoding: chunked\r\n") + body
                + Samples.get("/health/live")
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) where client.isOpen {
                try client.send(Array(bytes[start..<min(bytes.count, start + size)]))
            }
            let answer = try client.received()
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("metric 1\n"))
            #expect(answer.contains("connection: close\r\n") && !client.isOpen)
        }
    }

    @Test(arguments: [
        "X-Forwarded-For: 127.0.0.1\r\n", "Forwarded: for=127.0.0.1\r\n", "Via: 1.1 proxy\r\n",
        "Origin: https://evil.example\r\n",
    ])
    func trustsNoRelayAndNoForeignPage(_ header: String) throws {
        let door = TestDoor(.standard(requiresKey: false))
        let client = try door.client(from: "127.0.0.1")
        try client.send(Samples.get("/metrics", headers: header))
        #expect(try client.status() == 401)
        try client.send(Samples.get("/v1/models", headers: header))
        #expect(try client.status() == 401)
        try client.send("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        #expect(try client.status() == 401 && door.requests.isEmpty)
        try client.send(Samples.get("/v1/models", headers: header + Samples.key))
        #expect(door.requests.count == 1)
        door.requests[0].answer("[]")
        #expect(try client.status() == 200)
        try client.send(Samples.get("/v1/models"))
        #expect(door.requests.count == 2)
    }

    @Test(arguments: [1, 4096])
    func answersUnreadableBytesInTheDialectOfTheirFirstLine(_ size: Int) throws {
        for (text, isAnthropic) in [
            ("POST /v1/messages HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", true),
            ("\r\nPOST /v1/messages HTTP/1.1\n", true), ("POST\n /v1/messages ", false),
            ("\u{16} /v1/messages \r\n", false),
        ] {
            let client = try TestDoor().client()
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) where client.isOpen {
                try client.send(Array(bytes[start..<min(bytes.count, start + size)]))
            }
            let answer = try client.received()
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains(#""type":"error""#) == isAnthropic)
        }
    }
}
