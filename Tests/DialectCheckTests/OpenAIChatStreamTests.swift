import DialectCheck
import Testing

@Suite("openai-chat streams")
struct OpenAIChatStreamTests {
    private static func chunk(_ rest: String) -> String {
        #"data: {"id":"c","object":"chat.completion.chunk","created":1760000000,"model":"m",\#(rest)}"#
            + "\n\n"
    }

    private static let role = chunk(
        #""choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"#)
    private static let call = chunk(
        #""choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"clock","arguments":""}}]},"finish_reason":null}]"#
    )
    private static let arguments = chunk(
        #""choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"tz\":\"UTC\"}"}}]},"finish_reason":null}]"#
    )
    private static let finish = chunk(
        #""choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]"#)
    private static let usage = chunk(
        #""choices":[],"usage":{"prompt_tokens":20,"completion_tokens":8,"total_tokens":28}"#)
    private static let done = "data: [DONE]\n\n"

    static let valid = ": keep-alive\n\n" + role + call + arguments + finish + usage + done

    private static let broken = [
        Broken(role, "", "the first delta has no role"),
        Broken(arguments, role + arguments, "role sent twice"),
        Broken(
            #""tool_calls":[{"index":0,"id""#, #""tool_calls":[{"index":1,"id""#,
            "index 1 after 0 calls"),
        Broken(#""id":"call_1","#, "", "call starts without an id"),
        Broken(#""name":"clock","#, "", "call starts without a name"),
        Broken(#""type":"function","#, "", "call starts without a type"),
        Broken(#"{"index":0,"function""#, #"{"index":0,"id":"call_1","function""#, "sent twice"),
        Broken(#"{"index":0,"function""#, #"{"function""#, "index: missing"),
        Broken(arguments, "", "not the text of a JSON object"),
        Broken(finish, "", "no finish_reason"),
        Broken(finish, finish + finish, "choice after its finish_reason"),
        Broken(
            #""finish_reason":"tool_calls""#, #""finish_reason":"stop""#,
            "stop although a tool is called"),
        Broken(
            #""finish_reason":"tool_calls""#, #""finish_reason":"STOP""#, "finish_reason: must be"),
        Broken(call + arguments, "", "tool_calls without a call"),
        Broken(finish + usage, usage + finish, "usage before the finish"),
        Broken(usage, usage + usage, "second usage"),
        Broken(#""total_tokens":28"#, #""total_tokens":29"#, "total_tokens is not the sum"),
        Broken(
            #""choices":[],"usage""#,
            #""choices":[{"index":0,"delta":{},"finish_reason":null}],"usage""#,
            "usage in a chunk with choices"),
        Broken(usage, chunk(#""choices":[]"#), "chunk without choices and usage"),
        Broken(done, "", "stream without [DONE]"),
        Broken(done, done + usage, "event after [DONE]"),
        Broken(#"data: {"id":"c""#, #"data: {"id":"d""#, "id: differs from the first chunk"),
        Broken("data: {", "event: chunk\ndata: {", "event line"),
        Broken("data: {", "id: 1\ndata: {", "id line"),
        Broken("data: {", "data:{", "no space after data:"),
        Broken(": keep-alive\n\n", "event: ping\n\n", "event without data"),
        Broken("[DONE]\n\n", "[DONE]\n", "no blank line after it"),
        Broken(
            #""delta":{"role":"assistant","content":""}"#, #""delta":null"#,
            "delta: must be an object"),
        Broken(
            #""content":"""#, #""content":"","reasoning":"a","reasoning_content":"a""#,
            "reasoning under two names"),
        Broken(#""model":"m""#, #""model":"m","x_groq":{}"#, "x_groq: unknown field"),
        Broken(usage + done, #"data: {"error":{"message":"no"}}"# + "\n\n", "error.type: missing"),
    ]

    @Test func acceptsAWholeStream() {
        expectClean(Self.valid) { DialectCheck.stream(.openaiChat, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.stream(.openaiChat, $0) }
    }

    @Test func acceptsAnErrorAsTheEnd() {
        let error =
            #"data: {"error":{"message":"no","type":"server_error","param":null,"code":null}}"#
        let stream = Self.role + error + "\n\n"
        expectClean(stream) { DialectCheck.stream(.openaiChat, $0) }
        #expect(DialectCheck.aggregate(.openaiChat, stream: Array(stream.utf8)).stop == .error)
    }
}
