import DialectCheck
import Testing

@Suite("anthropic streams")
struct AnthropicStreamTests {
    private static func event(_ type: String, _ rest: String = "") -> String {
        "event: \(type)\n" + #"data: {"type":"\#(type)"\#(rest)}"# + "\n\n"
    }

    private static let start = event(
        "message_start",
        #","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1}}"#
    )
    private static let thinking =
        event(
            "content_block_start",
            #","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}"#)
        + event(
            "content_block_delta", #","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}"#)
        + event(
            "content_block_delta", #","index":0,"delta":{"type":"signature_delta","signature":"s"}"#
        )
        + event("content_block_stop", #","index":0"#)
    private static let textStop = event("content_block_stop", #","index":1"#)
    private static let text =
        event("content_block_start", #","index":1,"content_block":{"type":"text","text":""}"#)
        + event("content_block_delta", #","index":1,"delta":{"type":"text_delta","text":"hi"}"#)
        + textStop
    private static let tool =
        event(
            "content_block_start",
            #","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"clock","input":{}}"#
        )
        + event(
            "content_block_delta",
            #","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"tz\":"}"#)
        + event(
            "content_block_delta",
            #","index":2,"delta":{"type":"input_json_delta","partial_json":"\"UTC\"}"}"#)
        + event("content_block_stop", #","index":2"#)
    private static let delta = event(
        "message_delta",
        #","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":8}"#)
    private static let stop = event("message_stop")
    private static let ping = event("ping")

    static let valid = start + ping + thinking + text + tool + delta + stop

    private static let broken = [
        Broken(start, "", "outside of the message"),
        Broken(start, start + start, "second message_start"),
        Broken(start, ping + start, "ping before message_start"),
        Broken(#""content":[]"#, #""content":[{"type":"text","text":"x"}]"#, "holds 1 elements"),
        Broken("event: ping\n", "", "no event line"),
        Broken("event: ping", "event: pong", "event line differs from type"),
        Broken(#"{"type":"ping"}"#, #"{"type":"ping","x":1}"#, "x: unknown field"),
        Broken(ping, event("progress"), "progress is not known"),
        Broken(textStop, "", "block starts while another is open"),
        Broken(#","index":1,"content_block""#, #","index":3,"content_block""#, "index is not 1"),
        Broken(#","index":1,"delta""#, #","index":0,"delta""#, "for a block that is not open"),
        Broken(
            #""type":"text_delta","text""#, #""type":"thinking_delta","thinking""#,
            "thinking_delta in a block of text"),
        Broken(
            #"{"type":"text","text":""}"#, #"{"type":"text","text":"x"}"#, "block starts with text"),
        Broken(#""input":{}"#, #""input":{"tz":"UTC"}"#, "tool_use starts with input"),
        Broken(#""partial_json":"\"UTC\"}""#, #""partial_json":"\"UTC\"""#, "is not a JSON object"),
        Broken(
            thinking,
            thinking.replacing(#""thinking":"hm"}"#, with: #""thinking":""}"#).replacing(
                #"{"type":"signature_delta","signature":"s"}"#,
                with: #"{"type":"thinking_delta","thinking":""}"#),
            "thinking block without anything"),
        Broken(delta, "", "message_stop before message_delta"),
        Broken(delta, delta + delta, "message_delta out of order"),
        Broken(
            delta + stop,
            delta
                + ping.replacing("ping", with: "content_block_stop").replacing(
                    "}", with: #","index":2}"#) + stop, "outside of the message"),
        Broken(stop, "", "stream without message_stop"),
        Broken(stop, stop + stop, "event after the end"),
        Broken(stop, stop + "data: [DONE]\n\n", "[DONE] is not of this dialect"),
        Broken(tool, "", "tool_use without a tool_use block"),
        Broken(
            #""stop_reason":"tool_use""#, #""stop_reason":"end_turn""#,
            "end_turn although a tool is called"),
        Broken(#""usage":{"output_tokens":8}"#, #""usage":{}"#, "output_tokens: missing"),
        Broken(#","usage":{"output_tokens":8}"#, "", "usage: missing"),
        Broken(
            event("content_block_stop", #","index":2"#), "", "message_delta while a block is open"),
        Broken(
            #""stop_reason":"tool_use","stop_sequence":null"#,
            #""stop_reason":"tool_use","stop_sequence":"x""#, "does not fit the stop_reason"),
    ]

    @Test func acceptsAWholeStream() {
        expectClean(Self.valid) { DialectCheck.stream(.anthropic, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.stream(.anthropic, $0) }
    }

    @Test func acceptsAnErrorAsTheEnd() {
        let error = Self.event("error", #","error":{"type":"overloaded_error","message":"busy"}"#)
        expectClean(Self.start + error) { DialectCheck.stream(.anthropic, $0) }
    }
}
