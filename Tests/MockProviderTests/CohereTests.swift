import Testing

@testable import MockProvider

@Suite struct CohereTests {
    private func post(_ messages: String, model: String = "m", more: String = "") throws
        -> MockClient.Reply
    {
        try MockProviderTests.post(
            "/v2/chat", #"{"model":"\#(model)","messages":[\#(messages)]\#(more)}"#)
    }

    private static let user = #"{"role":"user","content":"hi"}"#

    @Test func aStreamKeepsItsGrammar() throws {
        let body = try post(
            Self.user, more: #","stream":true,"thinking":{"type":"enabled"}"#
        ).body
        let frames = events(body)
        #expect(value(frames[0], "type") == "message-start")
        let starts = frames.filter { value($0, "type") == "content-start" }
        #expect(starts.compactMap { value($0, "index") } == ["0", "1"])
        let end = try #require(frames.last)
        #expect(value(end, "delta", "finish_reason") == "COMPLETE")
        #expect(value(end, "delta", "usage", "tokens", "reasoning_tokens") == "4")
        #expect(body.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func callsComeWithTheirPlan() throws {
        let more =
            #","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]"#
        let whole = try post(Self.user, model: "tool+talk", more: more).body
        #expect(value(whole, "finish_reason") == "TOOL_CALL")
        #expect(value(whole, "message", "tool_plan") == "I use a tool for this.")
        #expect(value(whole, "message", "tool_calls", "0", "function", "arguments") == "{}")
        let stream = try post(Self.user, model: "tool", more: more + #","stream":true"#).body
        let types = events(stream).compactMap { value($0, "type") }
        #expect(
            types == [
                "message-start", "tool-call-start", "tool-call-delta", "tool-call-end",
                "message-end",
            ])
    }

    @Test(
        arguments: [
            (user, #","foo":1"#, "unknown field"),
            (user, #","tool_choice":"AUTO""#, "must be one of"),
            (user, #","tool_choice":"NONE""#, "with tools"),
            (user, #","k":501"#, "must be between"),
            (#"{"role":"assistant","content":"x"}"#, "", "last message"),
            (
                #"{"role":"tool","tool_call_id":"a","content":"x"}"#, "",
                "not found in the previous tool calls"
            ),
            (
                #"{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"#
                    + #""name":"f","arguments":"{}"}}]},"# + user, "", "these have none: a"
            ),
        ] as [(String, String, String)])
    func requestsAreChecked(_ messages: String, _ more: String, _ expected: String) throws {
        let reply = try post(messages, more: more)
        #expect(reply.status == 400)
        #expect(value(reply.body, "message")?.contains(expected) == true)
    }
}
