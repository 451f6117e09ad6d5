import Testing

@testable import MockProvider

@Suite struct MessagesTests {
    private static let version = "anthropic-version: 2023-06-01\r\n"

    private func post(_ body: String, path: String = "/v1/messages") throws -> MockClient.Reply {
        try MockProviderTests.post(path, body, fields: Self.version)
    }

    /// A request with these messages and more fields.
    private func request(
        _ messages: String = #"{"role":"user","content":"hi"}"#, model: String = "m",
        more: String = ""
    ) -> String {
        #"{"model":"\#(model)","max_tokens":4000,"messages":[\#(messages)]\#(more)}"#
    }

    private static let call =
        #"{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","#
        + #""id":"a","name":"f","input":{}}]}"#

    @Test func anAnswerIsWhole() throws {
        let body = try post(request(model: "m+cached=3")).body
        #expect(value(body, "type") == "message")
        #expect(value(body, "content", "0", "text") == "This is a fixed answer from the mock.")
        #expect(value(body, "stop_reason") == "end_turn")
        #expect(value(body, "usage", "input_tokens") == "0")
        #expect(value(body, "usage", "cache_read_input_tokens") == "3")
        #expect(value(body, "usage", "output_tokens") == "8")
    }

    @Test func aStreamKeepsItsGrammar() throws {
        let more = #","stream":true,"thinking":{"type":"enabled","budget_tokens":1024}"#
        let types = events(try post(request(more: more)).body).compactMap { value($0, "type") }
        #expect(types.first == "message_start")
        #expect(types.suffix(2) == ["message_delta", "message_stop"])
        #expect(types.filter { $0 == "content_block_start" }.count == 2)
        #expect(types.filter { $0 == "content_block_stop" }.count == 2)
        #expect(types.contains("ping"))
    }

    @Test func theVersionIsAskedFor() throws {
        let reply = try MockProviderTests.post("/v1/messages", request())
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "message") == "anthropic-version: header is required")
    }

    @Test(
        arguments: [
            (
                #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#,
                "max_tokens: Field required"
            ),
            (#"{"model":"m","max_tokens":9,"messages":[],"x":1}"#, "messages: List should have"),
        ] as [(String, String)])
    func bodiesAreChecked(_ body: String, _ expected: String) throws {
        let reply = try post(body)
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "type") == "invalid_request_error")
        #expect(value(reply.body, "error", "message")?.contains(expected) == true)
    }

    @Test(
        arguments: [
            (#","foo":1"#, "foo: Extra inputs are not permitted"),
            (#","temperature":1.5"#, "temperature: Input should be less than or equal to 1"),
            (#","temperature":1,"top_p":0.5"#, "cannot both be specified"),
            (#","speed":"fast""#, "speed: Extra inputs"),
            (#","tool_choice":{"type":"any"}"#, "only be specified while providing tools"),
            (
                #","tools":[{"name":"a b","input_schema":{"type":"object"}}]"#,
                "should match pattern"
            ),
            (
                #","tools":[{"name":"a","input_schema":{}}]"#,
                "tools.0.custom.input_schema.type: Field"
            ),
            (#","tools":[{"name":"a","input_schema":{"type":"object","oneOf":[]}}]"#, "oneOf"),
            (
                #","thinking":{"type":"enabled","budget_tokens":100}"#,
                "greater than or equal to 1024"
            ),
            (#","thinking":{"type":"enabled","budget_tokens":4000}"#, "must be greater than"),
            (#","thinking":{"type":"adaptive"},"temperature":0"#, "may only be set to 1"),
            (
                #","thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"any"},"#
                    + #""tools":[{"name":"a","input_schema":{"type":"object"}}]"#,
                "Thinking may not be enabled"
            ),
            (#","stop_sequences":[" "]"#, "non-whitespace"),
            (
                #","system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},"#
                    + #"{"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}]"#,
                "must not come after"
            ),
        ] as [(String, String)])
    func fieldsAreChecked(_ more: String, _ expected: String) throws {
        let reply = try post(request(more: more))
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "message")?.contains(expected) == true)
    }

    @Test(
        arguments: [
            (#"{"role":"assistant","content":"hi"}"#, "first message must use"),
            (#"{"role":"user","content":[{"type":"text","text":" "}]}"#, "non-whitespace text"),
            (#"{"role":"user","content":""}"#, "must have non-empty content"),
            (call, "without `tool_result` blocks"),
            (
                call
                    + #",{"role":"user","content":[{"type":"text","text":"x"},{"type":"tool_result","#
                    + #""tool_use_id":"a"}]}"#, "must come before all other"
            ),
            (
                #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}"#,
                "unexpected `tool_use_id`"
            ),
            (
                #"{"role":"user","content":"a"},{"role":"assistant","content":"b "}"#,
                "trailing whitespace"
            ),
            (
                #"{"role":"user","content":[{"type":"image","source":{"type":"base64","#
                    + #""media_type":"image/png","data":"/9j/AA=="}}]}"#,
                "appears to be a image/jpeg"
            ),
            (
                #"{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","#
                    + #""thinking":"x","signature":"EqQB"},{"type":"text","text":"b"}]},"#
                    + #"{"role":"user","content":"c"}"#, "Invalid `signature`"
            ),
            (
                #"{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","#
                    + #""id":"a","name":"f","input":"{}"}]}"#, "valid dictionary"
            ),
        ] as [(String, String)])
    func messagesAreChecked(_ messages: String, _ expected: String) throws {
        let reply = try post(request(messages))
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "message")?.contains(expected) == true)
    }

    @Test func resultsOfAllCallsPass() throws {
        let messages =
            Self.call + #",{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","#
            + #""content":"42"}]},{"role":"user","content":"go on"}"#
        #expect(try post(request(messages)).status == 200)
    }

    @Test func ownSignaturesComeBack() throws {
        let thinking = #","thinking":{"type":"enabled","budget_tokens":1024}"#
        let body = try post(request(more: thinking)).body
        let signature = try #require(value(body, "content", "0", "signature"))
        let text = try #require(value(body, "content", "0", "thinking"))
        func again(_ text: String) -> String {
            request(
                #"{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","#
                    + #""thinking":"\#(text)","signature":"\#(signature)"},{"type":"text","#
                    + #""text":"b"}]},{"role":"user","content":"c"}"#, more: thinking)
        }
        #expect(try post(again(text)).status == 200)
        #expect(try post(again(text + " ")).status == 400)
    }

    @Test func tokensAreCounted() throws {
        let path = "/v1/messages/count_tokens"
        let reply = try post(
            #"{"model":"m","messages":[{"role":"user","content":"12345678"}]}"#, path: path)
        #expect(value(reply.body, "input_tokens") == "2")
        #expect(try post(request(), path: path).status == 400)
    }

    @Test func faultsHaveTheirOwnWords() throws {
        let status = try post(request(model: "m+status=529"))
        #expect(status.status == 529)
        #expect(value(status.body, "error", "type") == "overloaded_error")
        let stream = #","stream":true"#
        let broken = try post(request(model: "m+errorstream=after:1", more: stream)).body
        #expect(events(broken).last.flatMap { value($0, "type") } == "error")
        let open = try post(request(model: "m+noterm", more: stream)).body
        #expect(!open.contains("message_delta"))
        let late = try post(request(model: "m+nodone", more: stream)).body
        #expect(late.contains("message_delta") && !late.contains("message_stop"))
        #expect(try post(request(model: "m+redacted+think")).body.contains("redacted_thinking"))
    }
}
