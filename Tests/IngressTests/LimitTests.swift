import IPC
import Ingress
import Testing

/// Every bound has its own answer.
struct LimitTests {
    @Test func headTooLong() throws {
        let client = try TestDoor().client()
        try client.send(
            Samples.get("/", headers: "X: \(String(repeating: "a", count: 70_000))\r\n"))
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 431 ") && text.contains("connection: close\r\n"))
        #expect(!client.isOpen)
    }

    @Test func headTooLongWithoutAnEnd() throws {
        let client = try TestDoor().client()
        try client.send("GET /")
        for _ in 0..<70 { try client.send(String(repeating: "a", count: 1024)) }
        #expect(try client.status() == 431)
        #expect(!client.isOpen)
    }

    @Test func tooManyFields() throws {
        let client = try TestDoor().client()
        try client.send(Samples.get("/", headers: String(repeating: "X: y\r\n", count: 101)))
        #expect(try client.status() == 431)
    }

    @Test func malformed() throws {
        let door = TestDoor()
        for text in ["GET / HTTP/1.1\nHost: a\n\n", "\u{16}\u{3}\u{1}\u{2}", "nonsense\r\n\r\n"] {
            let client = try door.client()
            try client.send(text)
            let answer = try client.received()
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("bad_request"))
            #expect(answer.contains("x-request-id: req_") && !client.isOpen)
        }
        #expect(door.shared.counters[.rejectedMalformed] == 3)
        #expect(door.shared.requestCount == 0 && door.shared.connectionCount == 0)
    }

    @Test func smuggledRequestIsNeverSeen() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)Content-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Samples.chat())
        #expect(try client.status() == 400)
        #expect(!client.isOpen && door.requests.isEmpty)
    }

    @Test func announcedBodyTooLong() throws {
        let door = TestDoor(.standard(bodyLimit: 1000))
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)"
                + "Content-Length: 1073741824\r\n\r\n")
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 413 ") && text.contains("1000 bytes"))
        #expect(!client.isOpen && door.requests.isEmpty)
        #expect(try door.records().first?.errorCode == "request_too_large")
    }

    @Test func chunkedBodyTooLong() throws {
        let door = TestDoor(.standard(bodyLimit: 1000))
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)"
                + "Transfer-Encoding: chunked\r\n\r\n300\r\n\(String(repeating: "a", count: 0x300))\r\n"
        )
        let request = try #require(door.requests.first)
        #expect(request.body.count == 0x300 && request.reset == nil)
        try client.send("300\r\n")
        #expect(try client.status() == 413)
        #expect(request.reset?.code == .cancelled && !client.isOpen)
        #expect(try door.records().first?.status == 413)
    }

    @Test func brokenChunk() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
        #expect(try client.status() == 400)
        #expect(door.requests.first?.reset?.code == .cancelled)
        #expect(!client.isOpen)
    }

    @Test func slowHead() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send("GET / HT")
        for _ in 0..<9 {
            try door.pass(seconds: 1)
            try client.send("T")
        }
        #expect(try client.received() == "")
        try door.pass(seconds: 1.5)
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 408 ") && !client.isOpen)
    }

    @Test func silentConnection() throws {
        let door = TestDoor()
        let client = try door.client()
        try door.pass(seconds: 11)
        #expect(try client.received() == "" && !client.isOpen)
    }

    @Test func idleConnection() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.get("/health/live"))
        #expect(try client.status() == 200)
        try door.pass(seconds: 70)
        #expect(client.isOpen)
        try door.pass(seconds: 6)
        #expect(try client.received() == "" && !client.isOpen)
    }

    @Test func slowBody() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)Content-Length: 9\r\n\r\n1"
        )
        try door.pass(seconds: 29)
        try client.send("2")
        try door.pass(seconds: 29)
        #expect(try client.received() == "")
        try door.pass(seconds: 2)
        #expect(try client.status() == 408)
        #expect(door.requests.first?.reset?.code == .cancelled && !client.isOpen)
    }

    @Test func wholeRequestTooLong() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        try door.pass(seconds: 1802)
        #expect(try client.status() == 504)
        #expect(door.requests.first?.reset?.code == .cancelled)
    }

    @Test func tooManyConnections() throws {
        let door = TestDoor(.standard(maxConnections: 2))
        let first = try door.client()
        let second = try door.client()
        let third = try door.client()
        let text = try third.received()
        #expect(text.hasPrefix("HTTP/1.1 503 ") && text.contains("retry-after: 1\r\n"))
        #expect(!third.isOpen && first.isOpen && second.isOpen)
        try first.leave()
        let fourth = try door.client()
        try fourth.send(Samples.get("/health/live"))
        #expect(try fourth.status() == 200)
        #expect(door.shared.connectionCount == 2)
    }

    @Test func refusedBodyIsSkippedWhenShort() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
        #expect(try client.status() == 404)
        try client.send(String(repeating: "a", count: 9000))
        #expect(client.isOpen)
        try client.send(String(repeating: "a", count: 1000) + Samples.get("/health/live"))
        #expect(try client.status() == 200)
        try client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        let text = try client.received()
        #expect(text.contains("connection: close\r\n") && !client.isOpen)
    }
}
