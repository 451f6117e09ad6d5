import Testing

@testable import MockProvider

@Suite struct ResponsesTests {
    private func post(_ body: String, path: String = "/v1/responses") throws -> MockClient.Reply {
        try MockProviderTests.post(path, body)
    }

    private func request(
        _ input: String = #"{"role":"user","content":"hi"}"#, model: String = "m",
        more: String = ""
    ) -> String {
        #"{"model":"\#(model)","input":[\#(input)]\#(more)}"#
    }

    private static let encrypted =
        #","store":false,"include":["reasoning.encrypted_content"],"#
        + #""reasoning":{"effort":"low","summary":"auto"}"#

    @Test func aStreamCountsItsEvents() throws {
        let frames = events(
            try post(request(model: "m+talk", more: Self.encrypted + #","stream":true"#)).body)
        let numbers = frames.compactMap { value($0, "sequence_number") }.compactMap { Int($0) }
        #expect(numbers == Array(0..<frames.count))
        #expect(value(frames[0], "type") == "response.created")
        let last = try #require(frames.last)
        #expect(value(last, "type") == "response.completed")
        #expect(value(last, "response", "output", "0", "type") == "reasoning")
        #expect(
            value(last, "response", "output", "1", "content", "0", "text")
                == "This is a fixed answer from the mock.")
        #expect(value(last, "response", "usage", "total_tokens") == "13")
    }

    @Test func aWholeAnswerIsWhatItsStreamEndsWith() throws {
        let whole = try post(request(more: Self.encrypted)).body
        #expect(value(whole, "status") == "completed")
        #expect(value(whole, "output", "0", "summary", "0", "text") == "I think about this.")
        #expect(value(whole, "reasoning", "effort") == "low")
        #expect(value(whole, "store") == "false")
        let cut = try post(request(model: "m+finish=length")).body
        #expect(value(cut, "status") == "incomplete")
        #expect(value(cut, "incomplete_details", "reason") == "max_output_tokens")
    }

    @Test func proofsComeBack() throws {
        let frames = events(try post(request(more: Self.encrypted + #","stream":true"#)).body)
        func proof(_ type: String) throws -> String {
            let frame = try #require(
                frames.first {
                    value($0, "type") == type && value($0, "item", "type") == "reasoning"
                })
            return try #require(value(frame, "item", "encrypted_content"))
        }
        func again(_ proof: String) -> String {
            request(
                #"{"role":"user","content":"a"},{"type":"reasoning","summary":[],"#
                    + #""encrypted_content":"\#(proof)"},{"role":"assistant","content":"b"},"#
                    + #"{"role":"user","content":"c"}"#, more: Self.encrypted)
        }
        #expect(try post(again(proof("response.output_item.done"))).status == 200)
        let early = try post(again(proof("response.output_item.added")))
        #expect(value(early.body, "error", "code") == "invalid_encrypted_content")
        #expect(try post(again("gAAAAABo")).status == 400)
    }

    @Test(
        arguments: [
            (#","foo":1"#, "unknown_parameter"),
            (#","max_output_tokens":8"#, "integer_below_min_value"),
            (#","temperature":3"#, "decimal_above_max_value"),
            (#","previous_response_id":"resp_1""#, "previous_response_not_found"),
            (#","tools":[{"type":"function","name":"a b"}]"#, "invalid_value"),
            (
                #","tools":[{"type":"function","name":"a","strict":true,"parameters":{"#
                    + #""type":"object","properties":{"x":{"type":"string"}}}}]"#,
                "invalid_function_parameters"
            ),
            (#","include":["x"]"#, "invalid_value"),
        ] as [(String, String)])
    func fieldsAreChecked(_ more: String, _ code: String) throws {
        let reply = try post(request(more: more))
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "code") == code)
    }

    @Test(
        arguments: [
            (
                #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#,
                "No tool output found for function call c."
            ),
            (
                #"{"type":"function_call_output","call_id":"c","output":"x"}"#,
                "No tool call found for function call output with call_id c."
            ),
            (#"{"role":"user","content":[{"type":"output_text","text":"x"}]}"#, "Invalid value"),
            (#"{"type":"message","role":"user","content":"x","id":"x1"}"#, "begins with 'msg'"),
            (
                #"{"type":"reasoning","id":"rs_1","summary":[]},{"role":"user","content":"x"}"#,
                "required following item"
            ),
            (
                #"{"role":"user","content":"x","id":"msg_1"},{"role":"user","content":"x","#
                    + #""id":"msg_1"}"#, "Duplicate item"
            ),
        ] as [(String, String)])
    func itemsAreChecked(_ input: String, _ expected: String) throws {
        let reply = try post(request(input))
        #expect(reply.status == 400)
        #expect(value(reply.body, "error", "message")?.contains(expected) == true)
    }

    @Test(
        arguments: [
            (#"{"type":"custom","name":"shell"}"#, "custom_tool_call", "input", "ls -l"),
            (
                #"{"type":"function","name":"shell","parameters":{"type":"object","properties":{"#
                    + #""command":{"type":"array"}}}}"#, "function_call", "arguments",
                #"{"command":["bash","-lc","ls -l"]}"#
            ),
        ] as [(String, String, String, String)])
    func callsFitTheirTools(
        _ tool: String, _ type: String, _ field: String, _ expected: String
    ) throws {
        let ask = #"{"role":"user","content":[{"type":"input_text","text":"RUN: ls -l"}]}"#
        let more = #","tools":[\#(tool)]"#
        let whole = try post(request(ask, model: "m+agent", more: more)).body
        #expect(value(whole, "output", "0", "type") == type)
        #expect(value(whole, "output", "0", field) == expected)
        let stream = try post(request(ask, model: "m+agent", more: more + #","stream":true"#)).body
        let done = events(stream).first { value($0, "type") == "response.output_item.done" }
        #expect(done.flatMap { value($0, "item", field) } == expected)
    }

    @Test func theLocalShellIsCalled() throws {
        let ask = #"{"role":"user","content":"RUN: ls"}"#
        let body = try post(
            request(ask, model: "m+agent", more: #","tools":[{"type":"local_shell"}]"#)
        ).body
        #expect(value(body, "output", "0", "type") == "local_shell_call")
        #expect(value(body, "output", "0", "action", "command", "2") == "ls")
    }

    @Test func conversationsAreCompacted() throws {
        let body = try post(request(), path: "/v1/responses/compact").body
        #expect(value(body, "object") == "response.compaction")
        #expect(value(body, "output", "0", "role") == "user")
        let proof = try #require(value(body, "output", "1", "encrypted_content"))
        let again = request(
            #"{"type":"compaction","encrypted_content":"\#(proof)"},{"role":"user","content":"x"}"#)
        #expect(try post(again).status == 200)
        let triggered = try post(
            request(#"{"role":"user","content":"x"},{"type":"compaction_trigger"}"#)
        ).body
        #expect(value(triggered, "output", "1", "type") == "compaction")
    }

    @Test func aFailureHasItsEvent() throws {
        let stream = try post(
            request(model: "m+errorstream=after:1", more: #","stream":true"#)
        ).body
        let last = try #require(events(stream).last)
        #expect(value(last, "type") == "response.failed")
        #expect(value(last, "response", "error", "code") == "server_error")
    }
}
