import Testing

@testable import MockProvider

@Suite struct GeminiTests {
    private func post(
        _ body: String, model: String = "m", method: String = "generateContent"
    ) throws -> MockClient.Reply {
        try MockProviderTests.post("/v1beta/models/\(model):\(method)", body)
    }

    private func request(
        _ contents: String = #"{"role":"user","parts":[{"text":"hi"}]}"#, more: String = ""
    ) -> String {
        #"{"contents":[\#(contents)]\#(more)}"#
    }

    private static let tool =
        #","tools":[{"functionDeclarations":[{"name":"shell","parameters":{"type":"OBJECT","#
        + #""properties":{"command":{"type":"STRING"}}}}]}]"#
    private static let call =
        #"{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"#
        + #""name":"shell","args":{}}}]}"#
    private static let response =
        #",{"role":"user","parts":[{"functionResponse":{"name":"shell","response":{"output":"1"}}}]}"#

    @Test func anAnswerIsWhole() throws {
        let body = try post(
            request(more: #","generation_config":{"thinking_config":{"include_thoughts":true}}"#)
        ).body
        let parts = ["candidates", "0", "content", "parts"]
        #expect(value(body, parts[0], parts[1], parts[2], parts[3], "0", "thought") == "true")
        #expect(
            value(body, parts[0], parts[1], parts[2], parts[3], "1", "thoughtSignature") != nil)
        #expect(value(body, "candidates", "0", "finishReason") == "STOP")
        #expect(value(body, "usageMetadata", "thoughtsTokenCount") == "4")
        #expect(value(body, "usageMetadata", "candidatesTokenCount") == "8")
    }

    @Test func streamsComeInTwoForms() throws {
        let sse = try post(request(), method: "streamGenerateContent?alt=sse")
        #expect(sse.body.hasPrefix("data: {"))
        #expect(sse.body.hasSuffix("}\r\n\r\n"))
        #expect(!sse.body.contains("event:") && !sse.body.contains("[DONE]"))
        let array = try post(request(), method: "streamGenerateContent").body
        #expect(value(array, "0", "candidates", "0", "content", "parts", "0", "text") == "This ")
        #expect(value(array, "8", "candidates", "0", "finishReason") == "STOP")
    }

    @Test(
        arguments: [
            (#","foo":1"#, #"Unknown name "foo": Cannot find field."#),
            (#","generationConfig":{"foo":1}"#, #"Unknown name "foo" at 'generationConfig'"#),
            (
                #","tools":[{"functionDeclarations":[{"name":"a","parameters":{"type":"object","#
                    + #""additionalProperties":false}}]}]"#, #"Unknown name "additionalProperties""#
            ),
            (#","tools":[{"functionDeclarations":[{"name":"1a"}]}]"#, "Invalid function name"),
            (#","tools":[{"functionDeclarations":[]}]"#, "function_declarations"),
            (
                #","tools":[{"functionDeclarations":[{"name":"a"},{"name":"a"}]}]"#,
                "Duplicate function declaration"
            ),
            (
                #","tools":[{"googleSearch":{}},{"functionDeclarations":[{"name":"a"}]}]"#,
                "Tool use with function calling"
            ),
            (
                #","generationConfig":{"thinkingConfig":{"thinkingBudget":1,"thinkingLevel":"LOW"}}"#,
                "only set only one"
            ),
            (
                #","generationConfig":{"stopSequences":["1","2","3","4","5","6"]}"#,
                "supported range"
            ),
            (#","cachedContent":"cachedContents/x","tools":[]"#, "CachedContent can not be used"),
        ] as [(String, String)])
    func fieldsAreChecked(_ more: String, _ expected: String) throws {
        let reply = try post(request(more: more))
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "status") == "INVALID_ARGUMENT")
        let message = value(reply.body, "error", "message") ?? ""
        #expect(
            message.replacing("functionDeclarations", with: "function_declarations")
                .contains(expected.replacing("functionDeclarations", with: "function_declarations"))
        )
    }

    @Test(
        arguments: [
            ("", "contents is not specified"),
            (#"{"role":"user","parts":[]}"#, "must not be empty"),
            (#"{"role":"user","parts":[{"text":""}]}"#, "oneof field 'data'"),
            (#"{"role":"model","parts":[{"text":"x"}]}"#, "start with a user turn"),
            (#"{"role":"system","parts":[{"text":"x"}]}"#, "valid role"),
            (call, "number of function response parts"),
            (
                #"{"role":"user","parts":[{"text":"x"}]}"# + response, "comes immediately after"
            ),
            (#"{"role":"user","parts":[{"text":"x","thoughtSignature":"x"}]}"#, "user turns have"),
        ] as [(String, String)])
    func contentsAreChecked(_ contents: String, _ expected: String) throws {
        let reply = try post(request(contents))
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "message")?.contains(expected) == true)
    }

    @Test func callsOfTheNewLineWantTheirSignature() throws {
        let history = request(Self.call + Self.response, more: Self.tool)
        #expect(try post(history).status == 200)
        let missing = try post(history, model: "gemini-3-pro")
        #expect(value(missing.body, "error", "message")?.contains("thought_signature") == true)
        func signed(_ signature: String) -> String {
            history.replacing(
                #""args":{}}}"#, with: #""args":{}},"thoughtSignature":"\#(signature)"}"#)
        }
        #expect(
            try post(signed("skip_thought_signature_validator"), model: "m+signed").status == 200)
        #expect(try post(signed("AbCd"), model: "m+signed").status == 400)
        let asked = request(#"{"parts":[{"text":"RUN: ls"}]}"#, more: Self.tool)
        let answer = try post(asked, model: "gemini-3-pro+agent").body
        let part = ["candidates", "0", "content", "parts", "0"]
        let own = try #require(
            value(
                answer, part[0], part[1], part[2], part[3], part[4],
                "thoughtSignature"))
        #expect(try post(signed(own), model: "gemini-3-pro").status == 200)
    }

    @Test func pathsAreTakenApart() throws {
        let path = try #require(GeminiPath("/v1beta/models/a/b:c%2Bagent:countTokens"))
        #expect(path.model == "a/b:c+agent")
        #expect(path.method == .countTokens)
        let vertex = try #require(
            GeminiPath("/v1/projects/p/locations/l/publishers/google/models/m:generateContent"))
        #expect(vertex.isVertex && vertex.model == "m")
        #expect(GeminiPath("/v1/models/m") == nil)
    }

    @Test func tokensAreCounted() throws {
        #expect(
            value(try post(request(), method: "countTokens").body, "totalTokens") == "1")
        let reply = try post(request(more: Self.tool), method: "countTokens")
        #expect(reply.status == 400)
    }

    @Test func aWrongKeyIsAWrongRequest() throws {
        var options = Options()
        options.keys = ["k"]
        let client = try MockClient(options)
        let path = "/v1beta/models/m:generateContent"
        let wrong = try client.post(path, request(), fields: "x-goog-api-key: x\r\n")
        #expect(wrong.status == 400)
        #expect(value(wrong.body, "error", "details", "0", "reason") == "API_KEY_INVALID")
        #expect(try client.post(path + "?key=k", request()).status == 200)
        #expect(try client.post(path, request()).status == 403)
    }

    @Test func failuresComeWithoutAFrame() throws {
        let stream = try post(
            request(), model: "m+errorstream=after:1", method: "streamGenerateContent?alt=sse"
        ).body
        #expect(stream.contains("\r\n\r\n{\"error\":{\"code\":503"))
        let open = try post(
            request(), model: "m+noterm", method: "streamGenerateContent?alt=sse"
        ).body
        #expect(!open.contains("finishReason"))
    }
}
