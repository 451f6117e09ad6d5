import IPC
import Ingress
import Testing

/// Requests to the management API, on their way to admin.
struct ManageTests {
    private let local = "127.0.0.1"

    private func post(_ body: String, headers: String = "") -> String {
        "POST /api/keys?a=b HTTP/1.1\r\nHost: localhost\r\n\(headers)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func goThroughWhole() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(post("{\"n\":1}", headers: "Cookie: s=1\r\nX-Request-ID: r1\r\n"))
        let request = try #require(door.managed.first)
        #expect(request.managed.method == "POST" && request.managed.target == "/api/keys?a=b")
        #expect(request.managed.requestID == "r1" && request.managed.contentLength == 7)
        #expect(request.managed.clientAddress == local && request.managed.uid == nil)
        #expect(!request.managed.local && !request.managed.secure)
        #expect(request.managed.headers.contains(Header(name: "cookie", value: "s=1")))
        #expect(request.body == Array("{\"n\":1}".utf8) && request.isComplete)
        request.manage(
            "{}", status: 201,
            headers: [
                ("content-type", "application/json"), ("set-cookie", "a=b; HttpOnly"),
                ("set-cookie", "c=d"), ("cache-control", "no-store"), ("connection", "x"),
            ])
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 201 Created\r\n") && text.hasSuffix("\r\n\r\n{}"))
        for line in [
            "set-cookie: a=b; HttpOnly", "set-cookie: c=d", "cache-control: no-store",
            "content-length: 2", "x-request-id: r1",
        ] {
            #expect(text.contains("\r\n\(line)\r\n"), "\(line)")
        }
        #expect(!text.contains("access-control-") && !text.contains("connection:"))
        #expect(client.isOpen)
        // Whoever asks of the API is none of its clients: admin keeps a log of its own.
        #expect(try door.records().isEmpty && door.requests.isEmpty)
        #expect(door.shared.counters[.manage2xx] == 1 && door.shared.requestCount == 0)
    }

    @Test func needNoKeyHere() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(Samples.get("/api/health", headers: "Authorization: Bearer wrong\r\n"))
        #expect(door.managed.count == 1)
        door.managed[0].manage("{}", isMeasured: false)
        #expect(try client.received().hasSuffix("2\r\n{}\r\n0\r\n\r\n"))
    }

    @Test func comeInEveryMethod() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "M-SEARCH"] {
            try client.send(
                "\r\n\(method) http://localhost/api/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let request = try #require(door.managed.last)
            #expect(request.managed.method == method && request.managed.target == "/api/x")
            request.manage("", status: 204)
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 204 ") && !text.contains("access-control-"))
        }
    }

    @Test func haveNoBodyForHead() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send("HEAD /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let request = try #require(door.managed.last)
        #expect(request.managed.method == "GET")
        request.manage("{}")
        let text = try client.received()
        #expect(text.contains("content-length: 2\r\n") && text.hasSuffix("\r\n\r\n"))
    }

    @Test func comeFromUsersOfThisMachine() throws {
        let door = TestDoor()
        let client = try door.client(user: 1000)
        try client.send(Samples.get("/api/x"))
        let request = try #require(door.managed.first).managed
        #expect(request.uid == 1000 && request.clientAddress == "" && !request.local)
    }

    @Test(arguments: [
        "Via: 1.1 p\r\n", "X-Forwarded-For: 127.0.0.1\r\n", "Origin: https://evil.example\r\n",
        "Origin: null\r\n", "Forwarded: for=127.0.0.1\r\n",
    ])
    func areForThisMachineAlone(_ header: String) throws {
        let door = TestDoor()
        for (address, user) in [("127.0.0.1", nil), ("::1", nil), ("", 1000)] as [(String, UInt32?)]
        {
            let client = try door.client(from: address.isEmpty ? "::1" : address, user: user)
            try client.send(Samples.get("/api/x", headers: header))
            let text = try client.received()
            #expect(
                text.hasPrefix("HTTP/1.1 403 ")
                    && text.contains("{\"error\":{\"code\":\"local_only\""))
        }
        #expect(try door.status(Samples.get("/api/x")) == 403)
        // A name that its owner lets point here.
        let client = try door.client(from: local)
        try client.send("GET /api/x HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        #expect(try client.status() == 403)
        #expect(door.admins.isEmpty)
    }

    @Test func areForAllWhereTheOperatorSaysSo() throws {
        let door = TestDoor(
            .of {
                $0.admin = .any
                $0.trustedProxies = ["10.0.0.1"]
                $0.addresses = AddressFilter(mode: .deny, addresses: ["192.0.2.66"])
                $0.addressRates = [RateWindow(requests: 1, seconds: 60)]
            })
        let client = try door.client(from: "10.0.0.1")
        try client.send(
            Samples.get(
                "/api/x", headers: "X-Forwarded-For: 192.0.2.8\r\nX-Forwarded-Proto: https\r\n"))
        let request = try #require(door.managed.first)
        #expect(request.managed.clientAddress == "192.0.2.8" && request.managed.secure)
        request.manage("{}")
        #expect(try client.status() == 200)
        let far = try door.client(from: "192.0.2.8")
        try far.send(Samples.get("/api/x", headers: "X-Forwarded-Proto: https\r\n"))
        let text = try far.received()
        #expect(text.hasPrefix("HTTP/1.1 429 ") && text.contains("retry-after: "))
        #expect(text.contains("{\"error\":{\"code\":\"rate_limit_exceeded\""))
        #expect(try door.status(Samples.get("/api/x"), from: "192.0.2.66") == 403)
        let plain = try door.client(from: "192.0.2.9")
        try plain.send(Samples.get("/api/x", headers: "X-Forwarded-Proto: https\r\n"))
        #expect(door.managed.last?.managed.secure == false)
    }

    @Test func areNotThereWhereTheyAreOff() throws {
        let door = TestDoor(.of { $0.admin = .off })
        for user in [nil, 0] as [UInt32?] {
            let client = try door.client(from: local, user: user)
            try client.send(Samples.get("/api/x?secret=1"))
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 404 ") && !text.contains("secret"))
            #expect(
                text.hasSuffix(
                    "{\"error\":{\"code\":\"not_found\",\"message\":\"There is nothing at /api/x here.\"}}"
                ))
        }
        #expect(door.admins.isEmpty)
    }

    // MARK: A listener of its own

    @Test func haveAListenerOfTheirOwn() throws {
        let door = TestDoor(.of { $0.admin = .off }, hasAdminDoor: true)
        let client = try door.client(from: "192.0.2.7", by: .admin)
        try client.send(Samples.get("/api/x"))
        try #require(door.managed.first).manage("{}")
        #expect(try client.status() == 200)
        for path in [
            "/v1/models", "/v1/chat/completions", "/api/tags", "/api/version", "/metrics", "/",
        ] {
            try client.send(Samples.get(path))
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 404 ") && text.contains("\"code\":\"not_found\""))
            #expect(!text.contains("access-control-"))
        }
        try client.send(Samples.get("/health"))
        #expect(try client.status() == 200)
        try client.send("OPTIONS /v1/models HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.status() == 404)
        #expect(door.requests.isEmpty)
        try client.send("GET /api/x HTTP/1.1\r\n\r\n")
        #expect(try client.received().contains("{\"error\":{\"code\":\"bad_request\""))
    }

    @Test func areNowhereElseThen() throws {
        let door = TestDoor(.of { $0.admin = .any }, hasAdminDoor: true)
        #expect(try door.status(Samples.get("/api/x"), from: local) == 404)
        let client = try door.client(user: 1000)
        try client.send(Samples.get("/api/x"))
        #expect(door.managed.count == 1)
    }

    // MARK: Before route has spoken

    @Test func waitForTheSettingAndThenAreForThisMachine() throws {
        let door = TestDoor(nil, hasAdminDoor: true)
        let client = try door.client(user: 0)
        let far = try door.client(from: "192.0.2.7", by: .admin)
        let near = try door.client(from: local, by: .admin)
        for asking in [client, far, near] { try asking.send(Samples.get("/api/x")) }
        try door.pass(seconds: 4)
        #expect(door.admins.isEmpty)
        try door.pass(seconds: 2)
        #expect(door.managed.count == 2)
        let text = try far.received()
        #expect(
            text.hasPrefix("HTTP/1.1 503 ") && text.contains("{\"error\":{\"code\":\"unavailable\"")
        )
    }

    // MARK: Bodies

    @Test func haveABoundedBody() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(
            "PUT /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(DoorLimits.managedBodyBytes + 1)\r\n\r\n"
        )
        let text = try client.received()
        #expect(
            text.hasPrefix("HTTP/1.1 413 ") && text.contains("{\"error\":{\"code\":\"too_large\""))
        #expect(text.contains("16777216 bytes") && door.admins.isEmpty)
    }

    @Test func haveABoundedBodyInChunks() throws {
        let door = TestDoor(.standard(bodyLimit: 1000))
        let client = try door.client(from: local)
        try client.send(
            "PUT /api/config HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        let request = try #require(door.managed.first)
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        for _ in 0..<16 {
            try client.send("100000\r\n")
            try client.send(piece)
            try client.send("\r\n")
            request.stream.consumed(request.body.count)
            request.body = []
            try door.settle()
        }
        #expect(request.reset == nil && request.managed.contentLength == nil)
        try client.send("1\r\n")
        #expect(try client.status() == 413)
        #expect(request.reset?.code == .cancelled)
    }

    @Test func stopReadingWhereAdminDoes() throws {
        let door = TestDoor(translateCredit: 64 << 10)
        let client = try door.client(from: local)
        let reads = client.reads.count
        try client.send(
            "PUT /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
        try client.send([UInt8](repeating: 0x20, count: 200_000))
        let request = try #require(door.managed.first)
        #expect(request.body.count == 64 << 10)
        let before = client.reads.count
        try door.pass(seconds: 1)
        #expect(client.reads.count == before && before >= reads)
        request.stream.consumed(request.body.count)
        try door.settle()
        #expect(request.body.count == 128 << 10)
    }

    @Test func areAnsweredBeforeTheirBodyIsWhole() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(
            "PUT /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
        try #require(door.managed.first).manage("no", status: 401)
        #expect(try client.status() == 401)
        try client.send("123456789")
        try client.send(Samples.get("/health"))
        #expect(try client.status() == 200)
    }

    @Test(arguments: [
        ("Content-Encoding: gzip\r\n", 415, "unsupported_content_encoding"),
        ("Expect: miracles\r\n", 417, "expectation_failed"),
    ])
    func areRefusedInTheirForm(_ header: String, _ status: Int, _ code: String) throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(post("{}", headers: header))
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 \(status) ") && text.contains("\"code\":\"\(code)\""))
        #expect(door.admins.isEmpty)
    }

    // MARK: Leaving and waiting

    @Test func endWithTheirClient() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(Samples.get("/api/x"))
        let request = try #require(door.managed.first)
        try client.leave()
        #expect(request.reset?.code == .cancelled)
        #expect(try door.records().isEmpty && door.shared.requestCount == 0)
    }

    @Test func areGivenUpAfterAMinute() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(Samples.get("/api/x"))
        try door.pass(seconds: 59)
        #expect(try client.received() == "")
        try door.pass(seconds: 2)
        let text = try client.received()
        #expect(
            text.hasPrefix("HTTP/1.1 504 ") && text.contains("{\"error\":{\"code\":\"timeout\""))
        #expect(door.managed.first?.reset?.code == .cancelled && client.isOpen)
    }

    @Test func goOnAsLongAsSomethingComes() throws {
        let door = TestDoor()
        let client = try door.client(from: local)
        try client.send(Samples.get("/api/x"))
        let request = try #require(door.managed.first)
        request.stream.answer(ManageResponse(status: 200))
        // Longer than it may take to begin.
        for _ in 0..<13 {
            #expect(request.send("a") == 1)
            try door.pass(seconds: 50)
        }
        #expect(client.isOpen && request.reset == nil)
        try door.pass(seconds: 12)
        #expect(!client.isOpen && request.reset?.code == .cancelled)
        #expect(!(try client.received().hasSuffix("0\r\n\r\n")))
    }
}
