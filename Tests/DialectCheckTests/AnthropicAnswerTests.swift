import DialectCheck
import Testing

@Suite("anthropic answers")
struct AnthropicAnswerTests {
    private static let valid = #"""
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm","signature":"s"},
        {"type":"text","text":"hi"},{"type":"tool_use","id":"toolu_1","name":"clock","input":{"tz":"UTC"}}],"stop_reason":"tool_use","stop_sequence":null,
        "usage":{"input_tokens":9,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":0},"output_tokens":2}}
        """#

    private static let broken = [
        Broken(#""id":"msg_1""#, #""id":"chatcmpl-1""#, "starts with msg_"),
        Broken(#""type":"message","#, "", "type: missing"),
        Broken(
            #""stop_reason":"tool_use""#, #""stop_reason":"end_turn""#,
            "end_turn although a tool is called"),
        Broken(#""stop_reason":"tool_use""#, #""stop_reason":"stop""#, "stop is not one of"),
        Broken(
            #",{"type":"tool_use","id":"toolu_1","name":"clock","input":{"tz":"UTC"}}"#, "",
            "tool_use without a tool_use block"),
        Broken(#""stop_sequence":null"#, #""stop_sequence":"END""#, "does not fit the stop_reason"),
        Broken(#","stop_sequence":null"#, "", "stop_sequence: missing"),
        Broken(#"{"tz":"UTC"}"#, #""{}""#, "input: must be an object"),
        Broken(#""id":"toolu_1""#, #""id":"call 1""#, "[A-Za-z0-9_-]"),
        Broken(#","signature":"s""#, "", "signature: missing"),
        Broken(#","output_tokens":2"#, "", "output_tokens: missing"),
        Broken(
            #""ephemeral_5m_input_tokens":3"#, #""ephemeral_5m_input_tokens":2"#,
            "cache_creation is not the sum"),
        Broken(
            #""type":"text","text":"hi""#, #""type":"output_text","text":"hi""#,
            "output_text is not known"),
        Broken(#""model":"m""#, #""model":"m","provider":"x""#, "provider: unknown field"),
    ]

    @Test func acceptsAWholeAnswer() {
        expectClean(Self.valid) { DialectCheck.answer(.anthropic, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.answer(.anthropic, $0) }
    }

    @Test func refusesAnAnswerWithoutAnything() {
        Broken(#"[{"type":"text","text":"a"}]"#, "[]", "an answer without anything").expect(
            in:
                #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"#
        ) { DialectCheck.answer(.anthropic, $0) }
    }

    private static let error =
        #"{"type":"error","error":{"type":"overloaded_error","message":"busy"},"request_id":"req_1"}"#

    private static let brokenErrors = [
        Broken(#"{"type":"error","error""#, #"{"error""#, "type: missing"),
        Broken("overloaded_error", "server_error", "server_error is not one of"),
        Broken(#","message":"busy""#, "", "message: missing"),
    ]

    @Test func acceptsAnError() { expectClean(Self.error) { DialectCheck.error(.anthropic, $0) } }

    @Test(arguments: brokenErrors) func findsInErrors(_ case: Broken) {
        `case`.expect(in: Self.error) { DialectCheck.error(.anthropic, $0) }
    }
}
