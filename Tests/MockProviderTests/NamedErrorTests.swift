import Testing

@testable import MockProvider

@Suite struct NamedErrorTests {
    /// How each dialect is asked: the path for a model, further fields of the head, and the body.
    struct Call: Sendable, CustomTestStringConvertible {
        let dialect: Dialect
        let path: @Sendable (String) -> String
        let body: @Sendable (String, Bool) -> String
        var fields = ""
        /// The path for a stream, where it is another one.
        var streamPath: (@Sendable (String) -> String)?

        var testDescription: String { dialect.rawValue }

        func post(_ model: String, stream: Bool = false) throws -> MockClient.Reply {
            let path = stream ? streamPath ?? path : path
            return try MockProviderTests.post(path(model), body(model, stream), fields: fields)
        }
    }

    static let calls = [
        Call(
            dialect: .openaiChat, path: { _ in "/v1/chat/completions" },
            body: { chat($0, more: #","stream":\#($1)"#) }),
        Call(
            dialect: .openaiResponses, path: { _ in "/v1/responses" },
            body: { #"{"model":"\#($0)","input":"hi","stream":\#($1)}"# }),
        Call(
            dialect: .anthropic, path: { _ in "/v1/messages" },
            body: {
                #"{"model":"\#($0)","max_tokens":9,"stream":\#($1),"#
                    + #""messages":[{"role":"user","content":"hi"}]}"#
            }, fields: "anthropic-version: 2023-06-01\r\n"),
        Call(
            dialect: .gemini, path: { "/v1beta/models/\($0):generateContent" },
            body: { _, _ in #"{"contents":[{"parts":[{"text":"hi"}]}]}"# },
            streamPath: { "/v1beta/models/\($0):streamGenerateContent?alt=sse" }),
        Call(
            dialect: .ollama, path: { _ in "/api/chat" },
            body: { chat($0, more: #","stream":\#($1)"#) }),
        Call(
            dialect: .cohere, path: { _ in "/v2/chat" },
            body: { chat($0, more: #","stream":\#($1)"#) }),
        Call(
            dialect: .bedrock, path: { "/model/\($0)/converse" },
            body: { _, _ in #"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"# },
            fields: "Authorization: Bearer k\r\n"),
    ]

    @Test(arguments: calls)
    func errorsOfTheCallerHaveStatus400(_ call: Call) throws {
        for name in ["context", "prefill", "refused"] {
            let reply = try call.post("m+error=\(name)")
            #expect(reply.status == 400, "\(name)")
            #expect(!reply.body.contains("mock_bad"), "\(name)")
            let streamed = try call.post("m+error=\(name)", stream: true)
            #expect(streamed.status == 400, "\(name)")
            #expect(streamed.head.contains("application/json"), "\(name)")
        }
    }

    @Test(arguments: calls)
    func usedUpAccountsHaveTheStatusOfTheirServers(_ call: Call) throws {
        let expected = call.dialect == .anthropic ? 400 : 429
        #expect(try call.post("m+error=exhausted").status == expected)
    }

    @Test(arguments: calls)
    func aUsedUpAccountMayLookLikeAnAnswer(_ call: Call) throws {
        let whole = try call.post("m+exhausted200")
        #expect(whole.status == 200)
        #expect(
            value(whole.body, "error", "message") ?? value(whole.body, "message")
                ?? value(whole.body, "error") != nil)
        guard call.dialect.hasEventStream else { return }
        let stream = try call.post("m+exhausted200", stream: true)
        #expect(stream.status == 200)
        #expect(stream.head.contains("text/event-stream"))
        #expect(events(stream.body).count == 1)
    }

    @Test func wordsAreThoseOfTheServers() throws {
        func message(_ index: Int, _ error: String) throws -> String? {
            let body = try Self.calls[index].post("m+error=\(error)").body
            return value(body, "error", "message")
        }
        #expect(try message(0, "context")?.contains("maximum context length") == true)
        #expect(try message(1, "context")?.contains("context window") == true)
        #expect(try message(2, "context")?.hasPrefix("prompt is too long") == true)
        #expect(try message(3, "context")?.contains("input token count") == true)
        #expect(try message(2, "prefill")?.contains("must end with a user message") == true)
        let openai = try Self.calls[0].post("m+error=context").body
        #expect(value(openai, "error", "code") == "context_length_exceeded")
        let quota = try Self.calls[0].post("m+error=exhausted").body
        #expect(value(quota, "error", "code") == "insufficient_quota")
        let gemini = try Self.calls[3].post("m+error=exhausted").body
        #expect(value(gemini, "error", "details", "1", "retryDelay") == "34s")
        #expect(value(gemini, "error", "status") == "RESOURCE_EXHAUSTED")
    }

    @Test func theyEndWithTheirTimes() throws {
        let client = try MockClient()
        let body = chat("m+error=exhausted+times=1")
        #expect(try client.post("/v1/chat/completions", body).status == 429)
        #expect(try client.post("/v1/chat/completions", body).status == 200)
    }

    @Test(arguments: ["error", "error=x", "error=", "exhausted200=1"])
    func impossibleErrorsAreRefused(_ text: String) {
        #expect(throws: DirectiveError.self) { try Directives(parsing: text) }
    }
}
