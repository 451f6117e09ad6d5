import DialectCheck
import Testing

@Suite("openai-chat answers")
struct OpenAIChatAnswerTests {
    private static let valid = #"""
        {"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":
        {"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"clock","arguments":"{\"tz\":\"UTC\"}"}}]},
        "logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":20,"completion_tokens":8,"total_tokens":28,
        "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}
        """#

    private static let broken = [
        Broken(#""id":"chatcmpl-1""#, #""id":"""#, "id: must be a non-empty string"),
        Broken("1760000000", "1760000000.5", "created: must be an integer"),
        Broken("chat.completion", "chat.completion.chunk", "object:"),
        Broken(#""index":0"#, #""index":1"#, "index: not 0"),
        Broken(#""content":null,"#, "", "content: missing"),
        Broken(#""refusal":null,"#, "", "refusal: missing"),
        Broken(#""role":"assistant""#, #""role":"model""#, "role: model is not one of"),
        Broken(
            #""finish_reason":"tool_calls""#, #""finish_reason":"tool_use""#,
            "tool_use is not one of"),
        Broken(
            #""finish_reason":"tool_calls""#, #""finish_reason":"stop""#,
            "stop although a tool is called"),
        Broken(
            #","tool_calls":[{"id":"call_1","type":"function","function":{"name":"clock","arguments":"{\"tz\":\"UTC\"}"}}]"#,
            "", "tool_calls without a call"),
        Broken(#""{\"tz\":\"UTC\"}""#, #""{\"tz\":""#, "not the text of a JSON object"),
        Broken(#""{\"tz\":\"UTC\"}""#, #"{"tz":"UTC"}"#, "arguments: must be a string"),
        Broken(#""total_tokens":28"#, #""total_tokens":30"#, "total_tokens is not the sum"),
        Broken(#""cached_tokens":4"#, #""cached_tokens":40"#, "more cached tokens than prompt"),
        Broken(#""reasoning_tokens":2"#, #""reasoning_tokens":20"#, "more reasoning tokens"),
        Broken(#""model":"m""#, #""model":"m","provider":"x""#, "provider: unknown field"),
        Broken(
            #""logprobs":null"#, #""logprobs":null,"native_finish_reason":"x""#,
            "native_finish_reason: unknown field"),
        Broken(
            #""finish_reason":"tool_calls""#, #""finish_reason":null"#,
            "finish_reason: must be a string"),
    ]

    @Test func acceptsAWholeAnswer() {
        expectClean(Self.valid) { DialectCheck.answer(.openaiChat, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.answer(.openaiChat, $0) }
    }

    @Test func refusesAnAnswerWithoutAnything() {
        Broken(#""content":"hi""#, #""content":null"#, "an answer without anything").expect(
            in:
                #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null},"finish_reason":"stop"}]}"#
        ) { DialectCheck.answer(.openaiChat, $0) }
    }

    private static let error =
        #"{"error":{"message":"no","type":"invalid_request_error","param":null,"code":"x"}}"#

    private static let brokenErrors = [
        Broken(#""param":null,"#, "", "error.param: missing"),
        Broken(#""code":"x""#, #""code":400"#, "error.code: must be a string or null"),
        Broken(#""type":"invalid_request_error","#, "", "error.type: missing"),
        Broken(
            #"{"error":{"message":"no","type":"invalid_request_error","param":null,"code":"x"}}"#,
            #"{"error":"no"}"#, "error: must be an object"),
    ]

    @Test func acceptsAnError() { expectClean(Self.error) { DialectCheck.error(.openaiChat, $0) } }

    @Test(arguments: brokenErrors) func findsInErrors(_ case: Broken) {
        `case`.expect(in: Self.error) { DialectCheck.error(.openaiChat, $0) }
    }
}
