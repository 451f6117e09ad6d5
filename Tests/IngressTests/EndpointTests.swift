import IPC
import Ingress
import Testing

/// Every endpoint through the door, in its dialect.
struct EndpointTests {
    private func post(_ path: String, headers: String = Samples.key, body: String = "{}") -> String
    {
        "POST \(path) HTTP/1.1\r\nHost: a\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n"
            + body
    }

    @Test(arguments: [
        ("/v1/completions", Endpoint.completion, Dialect.openaiChat),
        ("/v1/responses", .chat, .openaiResponses),
        ("/v1/responses/compact", .compact, .openaiResponses),
        ("/v1/messages?beta=true", .chat, .anthropic),
        ("/v1/messages/count_tokens?beta=true", .countTokens, .anthropic),
        ("/api/chat", .chat, .ollama), ("/api/generate", .generate, .ollama),
        ("/api/show", .model, .ollama), ("/v1/api/chat", .chat, .ollama),
    ])
    func asksTranslate(_ path: String, _ endpoint: Endpoint, _ dialect: Dialect) throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(post(path))
        let request = try #require(door.requests.first)
        #expect(request.head.endpoint == endpoint && request.head.dialect == dialect)
        #expect(request.head.pathModel.isEmpty && request.head.resourceID.isEmpty)
        #expect(request.head.streamForm == .body && request.head.keyID == "k1")
        request.answer("{}")
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        #expect(text.contains("\r\nrequest-id: ") == (dialect == .anthropic))
        let record = try #require(try door.records().first)
        #expect(record.endpoint == endpoint && record.dialect == dialect)
    }

    @Test func tellsTranslateWhatAPathOfGeminiNames() throws {
        let door = TestDoor()
        let client = try door.client()
        let stream = "/v1beta/models/mock/echo:streamGenerateContent"
        for (path, form) in [
            ("/v1/models/mock%2Fecho:generateContent", StreamForm.none), (stream, .array),
            (stream + "?alt=sse&key=sk-test", .events),
        ] {
            try client.send(
                post(path, headers: "x-goog-api-key: sk-test\r\nx-goog-api-client: g\r\n"))
            let head = try #require(door.requests.last?.head)
            #expect(head.endpoint == .chat && head.dialect == .gemini)
            #expect(head.pathModel == "mock/echo" && head.streamForm == form)
            #expect(head.headers == [Header(name: "x-goog-api-client", value: "g")])
            door.requests.last?.answer("{}")
            #expect(try client.status() == 200)
        }
    }

    @Test func takesTheQueryKeyOfGeminisPathsOnly() throws {
        let door = TestDoor()
        let client = try door.client()
        let path = "/v1beta/models/m:generateContent"
        try client.send(post(path + "?key=sk-test", headers: ""))
        let request = try #require(door.requests.first)
        #expect(request.head.keyID == "k1" && request.head.pathModel == "m")
        #expect(request.head.headers.isEmpty)
        request.answer("{}")
        #expect(try client.status() == 200)
        try client.send(Samples.get("/v1beta/models?pageSize=2&key=sk-test"))
        #expect(door.requests.last?.head.endpoint == .models)
        door.requests.last?.answer("{}")
        #expect(try client.status() == 200)
        for bad in [
            path + "?key=wrong", path + "?key=sk-test&key=sk-test", path + "?key=",
            "/v1/chat/completions?key=sk-test", "/v1/messages?key=sk-test",
        ] {
            try client.send(post(bad, headers: ""))
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 401 ") && !text.contains("sk-test"))
        }
        #expect(door.requests.count == 2)
    }

    @Test func repeatsNoQueryInAnError() throws {
        let client = try TestDoor().client()
        try client.send(Samples.get("/v1beta/nowhere?key=sk-test"))
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 404 ") && text.contains("/v1beta/nowhere."))
        #expect(text.contains(#""status":"NOT_FOUND""#) && !text.contains("sk-test"))
    }

    @Test(arguments: ["GET", "DELETE"])
    func namesStoredAnswers(_ method: String) throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send("\(method) /v1/responses/resp_1 HTTP/1.1\r\nHost: a\r\n\(Samples.key)\r\n")
        let head = try #require(door.requests.first?.head)
        #expect(head.endpoint == (method == "GET" ? .storedResponse : .deleteResponse))
        #expect(head.dialect == .openaiResponses && head.resourceID == "resp_1")
        #expect(door.requests[0].isComplete && head.contentLength == 0)
    }

    @Test(arguments: [
        ("Authorization: Bearer sk-test\r\n", Dialect.openaiChat),
        ("Authorization: Bearer sk-test\r\nanthropic-version: 2023-06-01\r\n", .anthropic),
        ("x-api-key: sk-test\r\n", .anthropic), ("api-key: sk-test\r\n", .openaiChat),
        ("Authorization: Bearer sk-test\r\nx-api-key: sk-test\r\n", .openaiChat),
        ("x-goog-api-key: sk-test\r\n", .gemini),
        ("Authorization: Bearer sk-test\r\nx-goog-api-key: k\r\n", .openaiChat),
    ])
    func listsModelsAsTheClientsHeadersTell(_ headers: String, _ dialect: Dialect) throws {
        let door = TestDoor()
        let client = try door.client()
        for (path, endpoint, model) in [
            ("/v1/models", Endpoint.models, ""), ("/models/p/m", .model, "p/m"),
        ] {
            try client.send(Samples.get(path, headers: headers))
            let head = try #require(door.requests.last?.head)
            #expect(head.dialect == dialect && head.endpoint == endpoint)
            #expect(head.pathModel == model)
            door.requests.last?.answer("{}")
            let text = try client.received()
            #expect(text.contains("\r\nrequest-id: ") == (dialect == .anthropic))
        }
        // Paths of one dialect keep it, and its errors, whatever the headers are.
        try client.send(post("/v1/chat/completions", headers: headers))
        #expect(door.requests.last?.head.dialect == .openaiChat)
    }

    @Test(arguments: [
        ("/v1/chat/completions", #"{"error":{"message":"#),
        ("/v1/responses", #"{"error":{"message":"#),
        ("/v1/messages", #"{"type":"error","error":{"type":"authentication_error","message":"#),
        ("/v1beta/models/m:countTokens", #"{"error":{"code":401,"message":"#),
        ("/api/generate", #"{"error":"The API key is not valid."}"#),
    ])
    func refusesAWrongKeyInTheDialect(_ path: String, _ start: String) throws {
        let client = try TestDoor().client()
        try client.send(post(path, headers: "Authorization: Bearer wrong\r\n"))
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 401 ") && text.contains("\r\n\r\n" + start))
    }

    @Test(arguments: [
        ("GET /v1/messages", "POST, OPTIONS", #"{"type":"error","#),
        ("PUT /v1/responses/r", "GET, HEAD, DELETE, OPTIONS", #""code":"method_not_allowed""#),
        ("GET /v1beta/models/m:generateContent", "POST, OPTIONS", #"{"error":{"code":405,"#),
        ("DELETE /api/tags", "GET, HEAD, OPTIONS", #"{"error":"This path"#),
        ("GET /v1/responses", "POST, OPTIONS", #""code":"method_not_allowed""#),
    ])
    func refusesOtherMethodsInTheDialect(_ line: String, _ allow: String, _ part: String) throws {
        let client = try TestDoor().client()
        try client.send("\(line) HTTP/1.1\r\nHost: a\r\n\r\n")
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 405 ") && text.contains("allow: \(allow)\r\n"))
        #expect(text.contains(part) && client.isOpen)
    }

    @Test func refusesCompressedBodiesInTheDialect() throws {
        let client = try TestDoor().client()
        for (path, part) in [
            ("/api/chat", #"{"error":"Compressed"#), ("/v1/messages", "\"request_id\""),
        ] {
            try client.send(post(path, headers: Samples.key + "Content-Encoding: gzip\r\n"))
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 415 ") && text.contains(part))
        }
    }

    @Test func tellsClientsOfAnthropicThatItIsOverloaded() throws {
        let door = TestDoor(nil)
        let client = try door.client()
        try client.send(post("/v1/messages"))
        try door.pass(seconds: 6)
        let text = try client.received()
        #expect(
            text.hasPrefix("HTTP/1.1 529 Overloaded\r\n") && text.contains("retry-after: 1\r\n"))
        #expect(text.contains(#""type":"overloaded_error""#))
    }

    @Test func answersClientsOfOllamaThatLookForIt() throws {
        let door = TestDoor()
        let client = try door.client()
        for line in ["GET /", "HEAD /", "GET /api/version", "HEAD /api/version"] {
            try client.send("\(line) HTTP/1.1\r\nHost: a\r\n\r\n")
            let text = try client.received()
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            if line == "GET /api/version" { #expect(text.contains("\r\n\r\n{\"version\":\"0.")) }
        }
        #expect(door.requests.isEmpty)
        #expect(door.shared.counters[.own2xx] == 4)
    }

    @Test func countsEachEndpointApart() throws {
        let door = TestDoor()
        let client = try door.client()
        for path in ["/v1/messages/count_tokens", "/v1/completions", "/api/show"] {
            try client.send(post(path))
            door.requests.last?.answer("{}", status: path == "/v1/completions" ? 404 : 200)
            try door.settle()
        }
        let counters = door.shared.counters
        #expect(counters[.countTokens2xx] == 1 && counters[.completion4xx] == 1)
        #expect(counters[.models2xx] == 1 && counters[.chat2xx] == 0 && counters[.own2xx] == 0)
    }

    @Test(arguments: [
        (
            "/v1/messages", "text/event-stream", "event: a\ndata: {}\n\n",
            "event: error\ndata: {\"type\":"
        ),
        (
            "/v1/responses", "text/event-stream", "event: a\ndata: {}\n\n",
            "event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":1,"
        ),
        (
            "/v1beta/models/m:streamGenerateContent?alt=sse", "text/event-stream", "data: {}\n\n",
            "\r\n{\"error\":{\"code\":503,"
        ),
        (
            "/v1beta/models/m:streamGenerateContent", "application/json", "[{}",
            "\r\n{\"error\":{\"code\":503,"
        ),
        ("/api/chat", "application/x-ndjson", "{\"done\":false}\n", "\r\n{\"error\":\""),
    ])
    func endsABrokenStreamInTheDialect(
        _ path: String, _ type: String, _ sent: String, _ part: String
    ) throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(post(path))
        let request = try #require(door.requests.first)
        request.stream.answer(
            ResponseHead(
                status: 200, headers: [Header(name: "content-type", value: type)], streaming: true))
        #expect(request.send(sent) == sent.utf8.count)
        #expect(try client.received().contains("content-type: \(type)\r\n"))
        try door.loseTranslate()
        try door.pass(seconds: 0.2)
        let text = try client.received()
        #expect(text.contains(part) && text.hasSuffix("\r\n0\r\n\r\n") && !client.isOpen)
        #expect(try door.records().first?.outcome == .broken)
    }

    @Test func cutsAnArrayWithinAnElement() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(post("/v1beta/models/m:streamGenerateContent"))
        let request = try #require(door.requests.first)
        request.stream.answer(
            ResponseHead(
                status: 200, headers: [Header(name: "content-type", value: "application/json")],
                streaming: true))
        #expect(request.send("[{\"a\":") == 6)
        try door.settle()
        try door.loseTranslate()
        let text = try client.received()
        #expect(text.hasSuffix("6\r\n[{\"a\":\r\n") && !client.isOpen)
    }
}
