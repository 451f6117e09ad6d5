import Testing

@testable import MockProvider

@Suite struct OtherEndpointTests {
    private static let chat = #"{"messages":[{"role":"user","content":"hi"}],"stream":true}"#

    @Test func azureNamesTheModelInThePath() throws {
        let path = "/openai/deployments/m%2Bchunks=1/chat/completions"
        let body = try post(path + "?api-version=2024-10-21", Self.chat).body
        let frames = events(body)
        #expect(value(frames[0], "choices") == "[]")
        #expect(value(frames[2], "choices", "0", "delta", "content") == "1")
        let missing = try post(path, Self.chat)
        #expect(missing.status == 404)
        #expect(value(missing.body, "error", "code") == "404")
    }

    @Test func azureTakesItsOwnKey() throws {
        var options = Options()
        options.keys = ["k"]
        let body = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#
        let path = "/openai/v1/chat/completions"
        #expect(try post(path, body, fields: "api-key: k\r\n", options: options).status == 200)
        #expect(try post(path, body, fields: "api-key: x\r\n", options: options).status == 401)
    }

    @Test func completionsAreText() throws {
        let body = try post(
            "/v1/completions",
            #"{"model":"m","prompt":"hi","stream":true,"stream_options":{"include_usage":true}}"#
        ).body
        let frames = events(body)
        #expect(value(frames[0], "object") == "text_completion")
        #expect(value(frames[0], "choices", "0", "text") == "This ")
        #expect(value(frames[9], "usage", "completion_tokens") == "8")
        #expect(body.hasSuffix("data: [DONE]\n\n"))
        let unknown = try post("/v1/completions", #"{"model":"m","prompt":"hi","foo":1}"#)
        #expect(value(unknown.body, "error", "message")?.hasPrefix("Unrecognized") == true)
    }

    @Test func modelsAreListedInTheFormAskedFor() throws {
        let client = try MockClient()
        func list(_ path: String, _ fields: String = "") throws -> String {
            body(of: try client.send("GET \(path) HTTP/1.1\r\n\(fields)\r\n"))
        }
        #expect(value(try list("/v1/models"), "object") == "list")
        #expect(value(try list("/v1/models", "anthropic-version: x\r\n"), "has_more") == "false")
        #expect(value(try list("/v1beta/models"), "models", "0", "name") == "models/echo")
        #expect(value(try list("/v1/models?endpoint=chat"), "models", "0", "name") == "echo")
    }

    @Test func whatIsLeftIsSaid() throws {
        let client = try MockClient()
        func get(_ path: String) throws -> String {
            body(of: try client.send("GET \(path) HTTP/1.1\r\n\r\n"))
        }
        #expect(value(try get("/api/oauth/usage"), "five_hour", "utilization") == "25")
        let balance = value(try get("/user/balance"), "balance_infos", "0", "total_balance")
        #expect(balance == "12.50")
    }

    @Test func requestsAreRememberedWithTheirDialect() throws {
        let client = try MockClient()
        _ = try client.post("/v1beta/models/m:generateContent", "{}")
        let text = body(of: try client.send("GET /_mock/requests HTTP/1.1\r\n\r\n"))
        #expect(value(text, "requests", "0", "dialect") == "gemini")
        #expect(value(text, "requests", "0", "body") == "{}")
    }

    @Test func recordingsAreReplayedInEachDialect() throws {
        var corpus = Corpus()
        let recorded = #"data: {\"a\": 1}\r\n\r\n"#
        let file =
            #"{"id":"x-1","response":{"status":200,"headers":{},"sse":"\#(recorded)"}}"#
        try corpus.add(Array(file.utf8), path: "x-1.json")
        let client = try MockClient(corpus: corpus)
        let body = #"{"contents":[{"parts":[{"text":"x"}]}]}"#
        let reply = try client.post(
            "/v1beta/models/corpus/x-1:streamGenerateContent?alt=sse", body)
        #expect(reply.body == "data: {\"a\": 1}\r\n\r\n")
        // The first connection has ended with its stream, as those of older clients do.
        let unknown = try MockClient(corpus: corpus).post(
            "/v1beta/models/corpus/x-2:generateContent", body)
        #expect(value(unknown.body, "error", "status") == "NOT_FOUND")
    }

    @Test func overridesHoldInEachDialect() throws {
        let client = try MockClient()
        _ = try client.send(
            wire(#"{"directives":"status=503","times":1}"#, path: "/_mock/behaviour"))
        let body = #"{"contents":[{"parts":[{"text":"x"}]}]}"#
        let path = "/v1beta/models/m:generateContent"
        let failed = try client.post(path, body)
        #expect(failed.status == 503)
        #expect(value(failed.body, "error", "status") == "UNAVAILABLE")
        #expect(try client.post(path, body).status == 200)
    }

    @Test(arguments: [Proof.Family.anthropic, .openai, .gemini, .bedrock])
    func proofsAreOfOneFamily(_ family: Proof.Family) {
        let text = Array("a".utf8)
        let proof = Proof.issue(family, of: text)
        #expect(Proof.isIssued(proof, family, of: text))
        #expect(!Proof.isIssued(proof, family, of: text + text))
        #expect(!Proof.isIssued(proof, family == .openai ? .gemini : .openai, of: text))
        let nonce = Proof.issue(family, nonce: "n-1")
        #expect(Proof.isIssued(nonce, family))
        #expect(!Proof.isIssued(nonce, family == .openai ? .gemini : .openai))
    }
}
