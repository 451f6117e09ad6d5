import IPC
import Testing

@testable import Dialects

@Suite("anthropic: reading answers")
struct AnthropicDecoderTests {
    private typealias T = AnthropicTesting

    private func usage(_ input: UInt64, _ output: UInt64) -> TokenUsage {
        var usage = TokenUsage()
        usage.input = input
        usage.output = output
        usage.isReported = true
        return usage
    }

    @Test("text, its counts and its end")
    func text() throws {
        let events = try T.decode([
            T.start, T.open(0, T.text), #"{"type":"ping"}"#, T.delta(0, T.textDelta("a")),
            T.delta(0, T.textDelta("")), T.delta(0, T.textDelta("b")), T.close(0), T.end(), T.stop,
        ])
        #expect(
            events == [
                .start(AnswerStart(id: "msg_1", model: "claude")), .usage(usage(9, 1)),
                .open(0, .text), .text(0, "a"), .text(0, "b"), .close(0), .usage(usage(9, 5)),
                .stop(.end),
            ])
    }

    @Test("pitfall 29: an error as the first event is the provider's report")
    func pitfall29() throws {
        let error = #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        for frame in [error, #"{"error":{"message":"x"}}"#, #"{"base_resp":{"status_code":1004}}"#]
        {
            #expect(throws: AnswerFailure.reported(Array(frame.utf8))) { try T.decode([frame]) }
        }
        #expect(throws: AnswerFailure.reported(Array(error.utf8))) { try T.decode(whole: error) }
    }

    @Test("pitfall 30: an answer without message_start starts all the same")
    func pitfall30() throws {
        let frames = [T.open(0, T.text), T.delta(0, T.textDelta("a")), T.close(0), T.end(), T.stop]
        let answer = T.answer(try T.decode(frames))
        #expect(answer.blocks == [.text(TextBlock("a"))])
        let null = #"{"type":"message_start","message":null}"#
        #expect(try T.decode([null] + frames) == T.decode(frames))
    }

    @Test("pitfall 31: two message_delta: counts are merged, one reason to stop")
    func pitfall31() throws {
        let events = try T.decode([
            T.start, T.open(0, T.text), T.delta(0, T.textDelta("a")), T.close(0),
            #"{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":5}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":null},"usage":{"input_tokens":0,"output_tokens":6,"cache_read_input_tokens":3}}"#,
            T.stop,
        ])
        var expected = usage(9, 6)
        expected.cacheRead = 3
        #expect(T.answer(events).usage == expected)
        #expect(events.filter { if case .stop = $0 { true } else { false } } == [.stop(.length)])
    }

    @Test("pitfall 32: input that stands in the start counts when no piece follows")
    func pitfall32() throws {
        let block = #"{"type":"tool_use","id":"t","name":"f","input":{"a":1.0}}"#
        let alone = try T.decode([T.start, T.open(0, block), T.close(0), T.end("tool_use"), T.stop])
        #expect(
            T.answer(alone).blocks == [
                .toolCall(ToolCall(id: "t", name: "f", arguments: #"{"a":1.0}"#))
            ])
        let pieces = try T.decode([
            T.start, T.open(0, block),
            T.delta(0, #"{"type":"input_json_delta","partial_json":""}"#),
            T.delta(0, #"{"type":"input_json_delta","partial_json":"{\"b\":"}"#),
            T.delta(0, #"{"type":"input_json_delta","partial_json":"2}"}"#), T.close(0),
            T.end("tool_use"), T.stop,
        ])
        #expect(
            T.answer(pieces).blocks == [
                .toolCall(ToolCall(id: "t", name: "f", arguments: #"{"b":2}"#))
            ])
    }

    @Test("pitfall 33: of two signatures the last one counts")
    func pitfall33() throws {
        let events = try T.decode([
            T.start, T.open(0, #"{"type":"thinking","thinking":"","signature":""}"#),
            T.delta(0, #"{"type":"thinking_delta","thinking":"t"}"#),
            T.delta(0, #"{"type":"signature_delta","signature":"one"}"#),
            T.delta(0, #"{"type":"signature_delta","signature":"two"}"#), T.close(0),
            T.open(1, #"{"type":"redacted_thinking","data":"D"}"#), T.close(1), T.end(), T.stop,
        ])
        #expect(
            T.answer(events).blocks == [
                .reasoning(Reasoning("t", proof: Proof(.anthropic, "two"))),
                .reasoning(Reasoning("", proof: Proof(.anthropic, "D"), isRedacted: true)),
            ])
    }

    @Test("a tool that the provider runs is one block with all of its input")
    func serverTool() throws {
        let events = try T.decode([
            T.start,
            T.open(0, #"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#),
            T.delta(0, #"{"type":"input_json_delta","partial_json":"{\"query\":"}"#),
            T.delta(0, #"{"type":"input_json_delta","partial_json":"\"x\"}"}"#), T.close(0),
            T.open(1, #"{"type":"web_search_tool_result","tool_use_id":"s","content":[]}"#),
            T.close(1),
            T.open(2, T.text),
            T.delta(
                2,
                #"{"type":"citations_delta","citation":{"type":"web_search_result_location","cited_text":"c","url":"u","title":"t","encrypted_index":"e"}}"#
            ),
            T.delta(2, T.textDelta("a")), T.close(2), T.end("pause_turn"), T.stop,
        ])
        let answer = T.answer(events)
        #expect(answer.stop == .paused)
        guard case .opaque(let call) = answer.blocks[0], case .text(let text) = answer.blocks[2]
        else {
            Issue.record("other blocks")
            return
        }
        #expect(
            call.json.text
                == #"{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"x"}}"#
        )
        #expect(text.citations.first?.url == "u" && text.citations.first?.citedText == "c")
    }

    @Test(
        "reasons to stop",
        arguments: [
            ("refusal", StopReason.filtered), ("max_tokens", .length), ("sensitive", .filtered),
            ("model_context_window_exceeded", .contextLength), ("pause_turn", .paused),
            ("something_new", .end),
        ])
    func stops(_ name: String, _ reason: StopReason) throws {
        let events = try T.decode([
            T.start, T.open(0, T.text), T.delta(0, T.textDelta("a")), T.close(0), T.end(name),
            T.stop,
        ])
        #expect(events.last == .stop(reason))
    }

    @Test("the stop text that was hit")
    func stopSequence() throws {
        let events = try T.decode([
            T.start, T.open(0, T.text), T.delta(0, T.textDelta("a")), T.close(0),
            #"{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END"},"usage":{"output_tokens":5}}"#,
            T.stop,
        ])
        #expect(events.last == .stop(.stopSequence("END")))
    }

    @Test("without its end an answer is cut short, without content it is none")
    func ends() throws {
        let begun = [T.start, T.open(0, T.text), T.delta(0, T.textDelta("a"))]
        #expect(throws: AnswerFailure.cutShort) { try T.decode(begun) }
        #expect(throws: AnswerFailure.cutShort) { try T.decode(begun + [T.close(0), T.end()]) }
        #expect(throws: AnswerFailure.empty) { try T.decode([]) }
        #expect(throws: AnswerFailure.empty) { try T.decode([T.start, T.end(), T.stop]) }
        #expect(try T.decode([T.start, T.end("refusal"), T.stop]).last == .stop(.filtered))
        // Some hosts end with the terminator of another dialect.
        #expect(try T.decode(begun + [T.close(0), T.end(), "[DONE]"]).last == .stop(.end))
    }

    @Test("what is no JSON object is malformed")
    func malformed() throws {
        for frame in ["<html>", "[1]", "{"] {
            #expect(throws: AnswerFailure.self) { try T.decode([frame], finishes: false) }
        }
        #expect(throws: AnswerFailure.self) { try T.decode(whole: #"{"id":"x"}"#) }
    }

    @Test("pieces that fit no block, and blocks without a start or a stop")
    func oddities() throws {
        let events = try T.decode([
            T.start, T.delta(0, T.textDelta("a")),
            T.delta(5, #"{"type":"input_json_delta","partial_json":"x"}"#),
            T.open(1, #"{"type":"tool_use","name":"f"}"#), T.delta(1, T.textDelta("no")),
            T.open(1, #"{"type":"tool_use","id":"u","name":"g","input":"{\"a\":1}"}"#),
            T.end("tool_use"),
            T.stop,
        ])
        let answer = T.answer(events)
        #expect(answer.blocks.count == 3)
        #expect(answer.blocks[0] == .text(TextBlock("a")))
        guard case .toolCall(let call) = answer.blocks[1] else { return }
        #expect(!call.id.isEmpty && call.arguments.isEmpty)
        #expect(answer.blocks[2] == .toolCall(ToolCall(id: "u", name: "g", arguments: #"{"a":1}"#)))
        #expect(events.filter { if case .close = $0 { true } else { false } }.count == 3)
    }

    @Test("counts: cache, thoughts, and what lives an hour")
    func counts() throws {
        let answer = T.answer(
            try T.decode(
                whole: """
                    {"type":"message","id":"msg_2","model":"c","content":[{"type":"text","text":"a"}],
                    "stop_reason":"end_turn","usage":{"input_tokens":1,"cache_creation_input_tokens":20,
                    "cache_read_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":15,"ephemeral_1h_input_tokens":5},
                    "output_tokens":50,"output_tokens_details":{"thinking_tokens":40},"service_tier":"standard"}}
                    """))
        let usage = answer.usage
        #expect(usage.allInput == 321 && usage.allOutput == 50 && usage.reasoning == 40)
        #expect(usage.cacheWriteHour == 5 && answer.start.serviceTier == "standard")
    }
}
