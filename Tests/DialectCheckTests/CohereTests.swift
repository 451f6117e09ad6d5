import DialectCheck
import Testing

@Suite("cohere")
struct CohereTests {
    private static let request = #"""
        {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"time?"},
        {"role":"assistant","tool_plan":"p","tool_calls":[{"id":"c1","type":"function","function":{"name":"clock","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"c1","content":"12:00"}],"stream":true,
        "tools":[{"type":"function","function":{"name":"clock","parameters":{"type":"object"}}}],"tool_choice":"REQUIRED","p":0.5,"stop_sequences":["x"]}
        """#

    private static let brokenRequests = [
        Broken(#""tool_choice":"REQUIRED""#, #""tool_choice":"auto""#, "auto is not one of"),
        Broken(#""p":0.5"#, #""top_p":0.5"#, "top_p: unknown field"),
        Broken(#""arguments":"{}""#, #""arguments":"""#, "text of a JSON object"),
        Broken(#","content":"12:00""#, "", "content: missing"),
        Broken(
            #"{"role":"tool","tool_call_id":"c1","content":"12:00"}"#,
            #"{"role":"user","content":"x"}"#, "not followed by its tool message"),
        Broken(#"["x"]"#, #"["1","2","3","4","5","6"]"#, "holds 6 elements"),
        Broken(#""role":"system""#, #""role":"developer""#, "developer is not known"),
        Broken(
            #""stream":true,"#, #""response_format":{"type":"json_object"},"#,
            "not together with tools"),
        Broken(
            #""tools":[{"type":"function","function":{"name":"clock","parameters":{"type":"object"}}}],"#,
            "", "tool_choice: only with tools"),
    ]

    private static let answer = #"""
        {"id":"i","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"p","tool_calls":[{"id":"c1","type":"function","function":{"name":"clock","arguments":"{}"}}]},
        "usage":{"billed_units":{"input_tokens":1},"tokens":{"input_tokens":20,"output_tokens":8}}}
        """#

    private static let brokenAnswers = [
        Broken("TOOL_CALL", "COMPLETE", "COMPLETE although a tool is called"),
        Broken("TOOL_CALL", "tool_calls", "tool_calls is not one of"),
        Broken(#""arguments":"{}""#, #""arguments":"{""#, "not the text of a JSON object"),
        Broken(
            #","tool_calls":[{"id":"c1","type":"function","function":{"name":"clock","arguments":"{}"}}]"#,
            "", "TOOL_CALL without a call"),
        Broken(#""output_tokens":8"#, #""output":8"#, "output_tokens: missing"),
    ]

    private static func event(_ type: String, _ rest: String) -> String {
        "event: \(type)\n" + #"data: {"type":"\#(type)",\#(rest)}"# + "\n\n"
    }

    private static let start = event(
        "message-start",
        #""id":"i","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}"#
    )
    private static let text =
        event(
            "content-start", #""index":0,"delta":{"message":{"content":{"type":"text","text":""}}}"#
        )
        + event("content-delta", #""index":0,"delta":{"message":{"content":{"text":"hi"}}}"#)
        + event("content-end", #""index":0"#)
    private static let callEnd = event("tool-call-end", #""index":0"#)
    private static let call =
        event(
            "tool-call-start",
            #""index":0,"delta":{"message":{"tool_calls":{"id":"c1","type":"function","function":{"name":"clock","arguments":""}}}}"#
        )
        + event(
            "tool-call-delta",
            #""index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}"#)
        + callEnd
    private static let end = event(
        "message-end",
        #""delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":20,"output_tokens":8}}}"#
    )
    private static let stream = start + text + call + end + "data: [DONE]\n\n"

    private static let brokenStreams = [
        Broken(start, "", "event before message-start"),
        Broken(start, start + start, "second message-start"),
        Broken(callEnd, "", "message-end while something is open"),
        Broken(#""arguments":"{}""#, #""arguments":"{""#, "not the text of a JSON object"),
        Broken(
            #""index":0,"delta":{"message":{"tool_calls":{"id""#,
            #""index":1,"delta":{"message":{"tool_calls":{"id""#, "index is not 0"),
        Broken(call, "", "TOOL_CALL without a call"),
        Broken(end, "", "stream without message-end"),
        Broken(end, end + end, "event after message-end"),
        Broken("event: content-delta\n", "", "event line differs from type"),
        Broken(
            text,
            event("content-delta", #""index":0,"delta":{"message":{"content":{"text":"hi"}}}"#),
            "without content-start"),
    ]

    @Test(arguments: brokenRequests) func findsInRequests(_ case: Broken) {
        expectClean(Self.request) { DialectCheck.request(.cohere, $0) }
        `case`.expect(in: Self.request) { DialectCheck.request(.cohere, $0) }
    }

    @Test(arguments: brokenAnswers) func findsInAnswers(_ case: Broken) {
        expectClean(Self.answer) { DialectCheck.answer(.cohere, $0) }
        `case`.expect(in: Self.answer) { DialectCheck.answer(.cohere, $0) }
    }

    @Test(arguments: brokenStreams) func findsInStreams(_ case: Broken) {
        expectClean(Self.stream) { DialectCheck.stream(.cohere, $0) }
        `case`.expect(in: Self.stream) { DialectCheck.stream(.cohere, $0) }
    }

    @Test func anErrorHasAMessage() {
        expectClean(#"{"message":"no"}"#) { DialectCheck.error(.cohere, $0) }
        Broken("message", "detail", "message: missing").expect(in: #"{"message":"no"}"#) {
            DialectCheck.error(.cohere, $0)
        }
    }
}
