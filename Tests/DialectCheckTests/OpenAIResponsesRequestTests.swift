import DialectCheck
import Testing

@Suite("openai-responses requests")
struct OpenAIResponsesRequestTests {
    private static let valid = #"""
        {"model":"m","instructions":"be brief","input":[{"role":"user","content":[{"type":"input_text","text":"time?"},
        {"type":"input_image","image_url":"https://example.com/a.png"},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}]},
        {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"clock","arguments":"{}"},
        {"type":"custom_tool_call","id":"ctc_1","call_id":"call_2","name":"patch","input":"raw"},
        {"type":"function_call_output","call_id":"call_1","output":"12:00"},
        {"type":"custom_tool_call_output","call_id":"call_2","output":[{"type":"input_text","text":"ok"}]},
        {"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"noon"}]},
        {"role":"user","content":"go on"}],
        "tools":[{"type":"function","name":"clock","parameters":{"type":"object","properties":{"tz":{"type":"string"}}},"strict":false},
        {"type":"custom","name":"patch","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}}],
        "tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"low","summary":"auto"},"store":false,"stream":true,
        "include":["reasoning.encrypted_content"],"max_output_tokens":64,"text":{"format":{"type":"json_schema","name":"o","schema":{"type":"object"},"strict":false}}}
        """#

    private static let broken = [
        Broken(#""model":"m","#, "", "model: missing"),
        Broken(#""model":"m""#, #""model":"m","stop":["x"]"#, "stop: unknown field"),
        Broken(
            #""max_output_tokens":64"#, #""max_output_tokens":8"#,
            "max_output_tokens: 8 is out of range"),
        Broken(
            #""type":"input_text","text":"time?""#, #""type":"text","text":"time?""#,
            "text is not known"),
        Broken(#""type":"output_text""#, #""type":"input_text""#, "input_text is not known"),
        Broken(
            #"{"type":"function_call_output","call_id":"call_1","output":"12:00"},"#, "",
            "no output for call call_1"),
        Broken(
            #"{"type":"function_call","id":"fc_1","call_id":"call_1","name":"clock","arguments":"{}"},"#,
            "", "output without an unanswered call call_1"),
        Broken(
            #""call_id":"call_2","name""#, #""call_id":"call_1","name""#,
            "second call of one call_id"),
        Broken(
            #""call_id":"call_1","name""#,
            #""call_id":"\#(String(repeating: "c", count: 65))","name""#, "1...64"),
        Broken(#""id":"fc_1""#, #""id":"call_1""#, "starts with fc"),
        Broken(#""id":"msg_1""#, #""id":"fc_1""#, "starts with msg"),
        Broken(
            #""id":"msg_1""#, #""id":"msg_\#(String(repeating: "1", count: 64))""#,
            "starts with msg"),
        Broken(
            #""role":"user","content":"go on""#, #""id":"msg_1","role":"user","content":"go on""#,
            "duplicate item id"),
        Broken(#","encrypted_content":"x""#, "", "needs encrypted_content"),
        Broken(
            #"{"role":"user","content":"go on"}"#,
            #"{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"x"}"#,
            "reasoning without its following item"),
        Broken(#""summary":[],"#, "", "summary: missing"),
        Broken(#""arguments":"{}""#, #""arguments":{}"#, "arguments: must be a string"),
        Broken(#""output":"12:00""#, #""output":{"a":1}"#, "output: must be a string or an array"),
        Broken(
            #""image_url":"https://example.com/a.png""#,
            #""image_url":{"url":"https://example.com/a.png"}"#, "image_url: must be a string"),
        Broken(#","image_url":"https://example.com/a.png""#, "", "needs image_url or file_id"),
        Broken(#""filename":"a.pdf","#, "", "needs file_id, file_url"),
        Broken(
            #""name":"clock","parameters""#, #""function":{"name":"clock"},"parameters""#,
            "function: unknown field"),
        Broken(#","strict":false},"#, "},", "the schema is not strict"),
        Broken(#""strict":false},"#, #""strict":true},"#, "additionalProperties must be false"),
        Broken(
            #""tool_choice":"auto""#,
            #""tool_choice":{"type":"function","function":{"name":"clock"}}"#,
            "tool_choice.name: missing"),
        Broken(
            #""tool_choice":"auto""#, #""tool_choice":{"type":"function","name":"x"}"#,
            "x is not among the tools"),
        Broken(#""summary":"auto""#, #""summary":"on""#, "on is not one of"),
        Broken(#""include":["reasoning"#, #""include":["reasoningx"#, "is not one of"),
        Broken(#""name":"o","#, "", "text.format.name: missing"),
        Broken(
            #""stream":true"#, #""stream":true,"stream_options":{"include_usage":true}"#,
            "include_usage: unknown field"),
        Broken(#""store":false"#, #""store":false,"background":true"#, "needs store"),
        Broken(
            #""store":false"#, #""store":false,"conversation":"c","previous_response_id":"r""#,
            "not together with previous_response_id"),
        Broken(
            #""model":"m""#, #""model":"gpt-5","top_p":0.5"#, "top_p: not for a model that reasons"),
        Broken(#""syntax":"lark","#, "", "syntax: missing"),
    ]

    @Test func acceptsAWholeRequest() {
        expectClean(Self.valid) { DialectCheck.request(.openaiResponses, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.request(.openaiResponses, $0) }
    }

    @Test func refusesAnEmptyInput() {
        Broken(#""x""#, "[]", "input: must not be empty").expect(
            in: #"{"model":"m","input":"x"}"#
        ) { DialectCheck.request(.openaiResponses, $0) }
    }

    @Test func anOutputMayAnswerACallOfTheStoredResponse() {
        expectClean(
            #"{"model":"m","previous_response_id":"resp_1","input":[{"type":"function_call_output","call_id":"call_1","output":""}]}"#
        ) { DialectCheck.request(.openaiResponses, $0) }
    }
}
