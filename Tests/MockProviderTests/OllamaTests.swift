import Testing

@testable import MockProvider

@Suite struct OllamaTests {
    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    @Test func streamingIsUsual() throws {
        let body = try post(
            "/api/chat",
            #"{"model":"m","think":true,"messages":[{"role":"user","content":"hi"}]}"#
        ).body
        let documents = lines(body)
        #expect(documents.count == 13)
        #expect(value(documents[0], "message", "thinking") == "I ")
        #expect(value(documents[12], "done") == "true")
        #expect(value(documents[12], "done_reason") == "stop")
        #expect(value(documents[12], "eval_count") == "12")
    }

    @Test func callsAreObjects() throws {
        let tools =
            #","tools":[{"type":"function","function":{"name":"bash","parameters":{"type":"object","#
            + #""properties":{"command":{"type":"string"}}}}}]"#
        let body = try post(
            "/api/chat",
            #"{"model":"m+agent","stream":false,"messages":[{"role":"user","content":"RUN: ls"}]"#
                + tools + "}"
        ).body
        let function = ["message", "tool_calls", "0", "function"]
        #expect(
            value(body, function[0], function[1], function[2], function[3], "arguments", "command")
                == "ls")
        let result = try post(
            "/api/chat",
            #"{"model":"m+agent","stream":false,"messages":[{"role":"user","content":"RUN: ls"},"#
                + #"{"role":"assistant","content":"","tool_calls":[{"function":{"name":"bash","#
                + #""arguments":{}}}]},{"role":"tool","content":"a.txt"}]"# + tools + "}"
        ).body
        #expect(value(result, "message", "content") == "DONE: a.txt")
    }

    @Test func textIsGenerated() throws {
        let body = try post("/api/generate", #"{"model":"echo","prompt":"a b","stream":false}"#)
            .body
        #expect(value(body, "response") == "a b")
    }

    @Test(
        arguments: [
            (#"{"messages":[]}"#, "model is required"),
            (#"{"model":"m","messages":[{"role":"x","content":"y"}]}"#, "invalid role"),
            (
                #"{"model":"m","messages":[{"role":"user","content":"y","images":["data:x"]}]}"#,
                "illegal base64"
            ),
            (
                #"{"model":"m","messages":[{"role":"assistant","content":"","tool_calls":[{"function":"#
                    + #"{"name":"f","arguments":"{}"}}]}]}"#, "cannot unmarshal"
            ),
        ] as [(String, String)])
    func requestsAreChecked(_ body: String, _ expected: String) throws {
        let reply = try post("/api/chat", body)
        #expect(reply.status == 400)
        #expect(value(reply.body, "error")?.contains(expected) == true)
    }

    @Test func failuresAreLines() throws {
        let body = try post(
            "/api/chat",
            #"{"model":"m+errorstream=after:1","messages":[{"role":"user","content":"hi"}]}"#
        ).body
        #expect(lines(body).last.flatMap { value($0, "error") } != nil)
        let lists = try MockClient()
        let tags = try lists.send("GET /api/tags HTTP/1.1\r\n\r\n")
        #expect(value(MockProviderTests.body(of: tags), "models", "0", "name") == "echo")
    }
}
