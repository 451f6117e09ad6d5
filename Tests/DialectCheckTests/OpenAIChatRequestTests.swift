import DialectCheck
import Testing

@Suite("openai-chat requests")
struct OpenAIChatRequestTests {
    private static let valid = #"""
        {"model":"m","messages":[{"role":"system","content":"be brief"},
        {"role":"user","content":[{"type":"text","text":"time?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K"}},
        {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"clock","arguments":"{}"}},
        {"id":"call_2","type":"function","function":{"name":"clock","arguments":"{\"tz\":\"UTC\"}"}}]},
        {"role":"tool","tool_call_id":"call_2","content":"12:00"},{"role":"tool","tool_call_id":"call_1","content":"13:00"},
        {"role":"user","content":"go on"}],
        "tools":[{"type":"function","function":{"name":"clock","description":"d","strict":true,"parameters":{"type":"object","properties":{"tz":{"type":"string"}},"required":["tz"],"additionalProperties":false}}}],
        "tool_choice":"auto","parallel_tool_calls":false,"stream":true,"stream_options":{"include_usage":true},
        "stop":["a","b"],"temperature":0.5,"logprobs":true,"top_logprobs":2,"metadata":{"k":"v"},"max_completion_tokens":64,
        "response_format":{"type":"json_schema","json_schema":{"name":"out","schema":{"type":"object"}}}}
        """#

    private static let broken = [
        Broken(#""model":"m","#, "", "model: missing"),
        Broken(#""model":"m""#, #""model":"m","top_k":5"#, "top_k: unknown field"),
        Broken(#""role":"system""#, #""role":"developper""#, "developper is not known"),
        Broken(#""content":null,"#, #""content":[],"#, "holds 0 elements"),
        Broken(
            #"{"role":"tool","tool_call_id":"call_1","content":"13:00"},"#, "",
            "call call_1 is not followed"),
        Broken(
            #"{"role":"user","content":"go on"}"#,
            #"{"role":"tool","tool_call_id":"call_9","content":""}"#, "tool message without a call"),
        Broken(
            #""tool_call_id":"call_1""#, #""tool_call_id":"call_2""#, "second result for one call"),
        Broken(
            #""role":"tool","tool_call_id":"call_1","content":"13:00""#,
            #""role":"user","content":"x"},{"role":"tool","tool_call_id":"call_1","content":"13:00""#,
            "call call_1 is not followed"),
        Broken(#"{"id":"call_2","type"#, #"{"id":"call_1","type"#, "two calls of one id"),
        Broken(
            #"{"role":"user","content":"go on"}"#, #"{"role":"assistant"}"#,
            "without content or calls"),
        Broken(#""arguments":"{}""#, #""arguments":"""#, "arguments: must be a non-empty string"),
        Broken(#""arguments":"{}""#, #""arguments":{}"#, "arguments: must be a string, not object"),
        Broken(#""id":"call_1""#, #""id":"call_\#(String(repeating: "1", count: 40))""#, "1...40"),
        Broken(
            #""content":"12:00""#,
            #""content":[{"type":"image_url","image_url":{"url":"https://x/"}}]"#,
            "image_url is not known"),
        Broken("data:image/png;base64,iVBORw0K", "iVBORw0K", "data URI of image/"),
        Broken(
            "data:image/png;base64,iVBORw0K", "data:image/png;charset=x;base64,iVBORw0K",
            "data URI of image/"),
        Broken(#""filename":"a.pdf","#, "", "needs file_id, or filename"),
        Broken(
            #""name":"clock","description""#, #""name":"my.clock","description""#, "[A-Za-z0-9_-]"),
        Broken(#""required":["tz"],"#, "", "required must name every property"),
        Broken(#","additionalProperties":false"#, "", "additionalProperties must be false"),
        Broken(
            #"{"tz":{"type":"string"}}"#, #"{"tz":{"type":"string","minLength":1}}"#,
            "minLength is not supported"),
        Broken(
            #""parameters":{"type":"object""#, #""parameters":{"type":"string""#, "root must be"),
        Broken(#""tool_choice":"auto""#, #""tool_choice":"any""#, "tool_choice: must be"),
        Broken(
            #""tool_choice":"auto""#, #""tool_choice":{"type":"function","name":"clock"}"#,
            "tool_choice.function: missing"),
        Broken(
            #""tool_choice":"auto""#, #""tool_choice":{"type":"function","function":{"name":"x"}}"#,
            "x is not among the tools"),
        Broken(#""tools":["#, #""functions":["#, "tool_choice: only with tools"),
        Broken(#""tools":["#, #""functions":["#, "parallel_tool_calls: only with tools"),
        Broken(#""stream":true,"#, "", "only with stream: true"),
        Broken(#""logprobs":true,"#, "", "only with logprobs: true"),
        Broken(#"["a","b"]"#, #"["a","b","c","d","e"]"#, "stop: holds 5 elements"),
        Broken(#""temperature":0.5"#, #""temperature":2.5"#, "temperature: 2.5 is out of range"),
        Broken(
            #""max_completion_tokens":64"#, #""max_completion_tokens":64,"max_tokens":64"#,
            "not together with max_completion_tokens"),
        Broken(#"{"k":"v"}"#, #"{"k":1}"#, "metadata.k: must be a string"),
        Broken(#""schema":{"type":"object"}"#, #""description":"d""#, "schema: missing"),
        Broken(
            #"{"type":"json_schema","json_schema":{"name":"out","schema":{"type":"object"}}}"#,
            #"{"type":"json_object"}"#, "without the word JSON"),
        Broken(#""model":"m""#, #""model":"gpt-5""#, "temperature: not for a model that reasons"),
        Broken(
            #""model":"m""#, #""model":"gpt-5.6","reasoning_effort":"minimal""#,
            "minimal is not for this model"),
        Broken(#""max_completion_tokens":64"#, #""max_tokens":64,"n":0"#, "n: 0 is out of range"),
        Broken(#""model":"m","#, #""model":"m","model":"m","#, "duplicate field"),
        Broken(#"{"model""#, #"{model"#, "not JSON"),
    ]

    @Test func acceptsAWholeRequest() {
        expectClean(Self.valid) { DialectCheck.request(.openaiChat, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.request(.openaiChat, $0) }
    }

    @Test func aCompatibleServerSkipsUnknownFieldsAndModels() {
        let body =
            #"{"model":"gpt-5","top_k":5,"temperature":0,"messages":[{"role":"user","content":"x"}]}"#
        expectClean(body) { DialectCheck.request(.openaiChat, $0, strictness: .compatible) }
        #expect(DialectCheck.request(.openaiChat, Array(body.utf8)).count == 2)
    }
}
