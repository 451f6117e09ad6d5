import DialectCheck
import Testing

@Suite("ollama")
struct OllamaTests {
    private static let request = #"""
        {"model":"m","stream":false,"messages":[{"role":"system","content":"s"},{"role":"user","content":"time?","images":["iVBORw0K"]},
        {"role":"assistant","content":"","tool_calls":[{"function":{"name":"clock","arguments":{"tz":"UTC"}}}]},
        {"role":"tool","tool_name":"clock","content":"12:00"}],
        "tools":[{"type":"function","function":{"name":"clock","description":"d","parameters":{"type":"object","properties":{}}}}],
        "options":{"num_predict":5,"stop":["x"]},"think":"low","format":{"type":"object"}}
        """#

    private static let brokenRequests = [
        Broken(#"{"tz":"UTC"}"#, #""{}""#, "arguments: must be an object"),
        Broken("iVBORw0K", "data:image/png;base64,iVBORw0K", "must be base64"),
        Broken("iVBORw0K", "https://example.com/a.png", "must be base64"),
        Broken(#""role":"system""#, #""role":"developer""#, "developer is not one of"),
        Broken(
            #""content":"time?""#, #""content":[{"type":"text","text":"a"}]"#,
            "content: must be a string"),
        Broken(#""content":"","#, #""content":null,"#, "content: must be a string"),
        Broken(#""stop":["x"]"#, #""stop":"x""#, "stop: must be an array"),
        Broken(#""think":"low""#, #""think":"minimal""#, "think: must be"),
        Broken(
            #"{"role":"tool","tool_name":"clock","content":"12:00"}"#,
            #"{"role":"user","content":"x"}"#, "not followed by its tool message"),
        Broken(#""tool_name":"clock""#, #""tool_name":"other""#, "without a call of other"),
        Broken(#""model":"m","#, "", "model: missing"),
    ]

    private static let line =
        #"{"model":"m","created_at":"2026-08-01T12:00:00.5Z","message":{"role":"assistant","content":"hi"},"done":false}"#
        + "\n"
    private static let last =
        #"{"model":"m","created_at":"2026-08-01T12:00:00.5Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"clock","arguments":{"tz":"UTC"}}}]},"done":true,"done_reason":"stop","prompt_eval_count":20,"eval_count":8,"total_duration":1}"#
        + "\n"

    private static let brokenStreams = [
        Broken(last, "", "stream without done: true"),
        Broken(last, last + line, "line after the last"),
        Broken(#""model":"m""#, #""model":"n""#, "model differs"),
        Broken(#""done":false"#, #""done":false,"done_reason":"stop""#, "does not fit done"),
        Broken(#""prompt_eval_count":20,"#, "", "prompt_eval_count: missing"),
        Broken(#""role":"assistant","content":"hi""#, #""role":"assistant""#, "content: missing"),
        Broken(#"{"tz":"UTC"}"#, #""{}""#, "arguments: must be an object"),
        Broken("2026-08-01T12:00:00.5Z", "1760000000", "RFC 3339"),
        Broken(#""stop","#, #""tool_calls","#, "tool_calls is not one of"),
        Broken(#""total_duration":1}"# + "\n", #""total_duration":1}"#, "the last line has no end"),
    ]

    @Test(arguments: brokenRequests) func findsInRequests(_ case: Broken) {
        expectClean(Self.request) { DialectCheck.request(.ollama, $0) }
        `case`.expect(in: Self.request) { DialectCheck.request(.ollama, $0) }
    }

    @Test(arguments: brokenStreams) func findsInStreams(_ case: Broken) {
        expectClean(Self.line + Self.last) { DialectCheck.stream(.ollama, $0) }
        `case`.expect(in: Self.line + Self.last) { DialectCheck.stream(.ollama, $0) }
    }

    @Test func anAnswerIsTheLastLine() {
        expectClean(Self.last) { DialectCheck.answer(.ollama, $0) }
        Broken(#""done":true"#, #""done":false"#, "done: must be true").expect(in: Self.last) {
            DialectCheck.answer(.ollama, $0)
        }
    }

    @Test func anErrorIsAText() {
        expectClean(#"{"error":"no"}"#) { DialectCheck.error(.ollama, $0) }
        Broken(#""no""#, #"{"message":"no"}"#, "error: must be a string").expect(
            in: #"{"error":"no"}"#
        ) {
            DialectCheck.error(.ollama, $0)
        }
    }
}
