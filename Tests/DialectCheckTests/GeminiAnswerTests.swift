import DialectCheck
import Testing

@Suite("gemini answers and streams")
struct GeminiAnswerTests {
    private static let valid = #"""
        {"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"functionCall":{"name":"clock","args":{"tz":"UTC"}}}]},"finishReason":"STOP","index":0}],
        "usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":6,"thoughtsTokenCount":2,"totalTokenCount":28},"modelVersion":"m","responseId":"r"}
        """#

    private static let broken = [
        Broken(#""role":"model""#, #""role":"assistant""#, "assistant is not one of"),
        Broken(#""finishReason":"STOP""#, #""finishReason":"stop""#, "stop is not one of"),
        Broken(#""finishReason":"STOP","#, "", "finishReason: missing"),
        Broken(#"{"tz":"UTC"}"#, #""{}""#, "args: must be an object"),
        Broken(
            #""totalTokenCount":28"#, #""totalTokenCount":26"#, "totalTokenCount is not the sum"),
        Broken(#""promptTokenCount":20,"#, "", "promptTokenCount: missing"),
        Broken(
            #""modelVersion":"m""#, #""modelVersion":"m","choices":[]"#, "choices: unknown field"),
        Broken(
            #"{"text":"hm","thought":true}"#,
            #"{"text":"hm","inlineData":{"mimeType":"a","data":"AAAA"}}"#, "2 data fields"),
        Broken(
            #"[{"text":"hm","thought":true},{"functionCall":{"name":"clock","args":{"tz":"UTC"}}}]"#,
            "[]", "an answer without anything"),
        Broken(#""index":0"#, #""index":"0""#, "index: must be an integer"),
    ]

    @Test func acceptsAWholeAnswer() {
        expectClean(Self.valid) { DialectCheck.answer(.gemini, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.answer(.gemini, $0) }
    }

    @Test func acceptsABlockedPrompt() {
        let blocked =
            #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1}}"#
        expectClean(blocked) { DialectCheck.answer(.gemini, $0) }
        #expect(DialectCheck.aggregate(.gemini, answer: Array(blocked.utf8)).stop == .filtered)
    }

    private static func chunk(_ candidate: String, usage: String) -> String {
        #"data: {"candidates":[\#(candidate)],"usageMetadata":\#(usage),"modelVersion":"m","responseId":"r"}"#
            + "\r\n\r\n"
    }

    private static let early = #"{"promptTokenCount":20,"totalTokenCount":20}"#
    private static let late =
        #"{"promptTokenCount":20,"candidatesTokenCount":5,"totalTokenCount":25}"#
    private static let first = chunk(
        #"{"content":{"role":"model","parts":[{"text":"hi"}]},"index":0}"#, usage: early)
    private static let last = chunk(
        #"{"content":{"role":"model","parts":[{"text":"."}]},"finishReason":"STOP","index":0}"#,
        usage: late)
    private static let error =
        #"{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}"# + "\n\n"

    private static let stream = first + last

    private static let brokenStreams = [
        Broken("data: {", "event: x\r\ndata: {", "event line"),
        Broken("data: {", ": keep-alive\r\n\r\ndata: {", "comment line"),
        Broken("data: {", "data:{", "no space after data:"),
        Broken(last, last + "data: [DONE]\r\n\r\n", "[DONE] is not of this dialect"),
        Broken(last, "", "stream without a finishReason"),
        Broken(last, last + first, "content after the finishReason"),
        Broken(last, last + last, "second finishReason"),
        Broken(#""responseId":"r""#, #""responseId":"q""#, "responseId: differs from the first"),
        Broken(
            #","finishReason":"STOP""#, #","finishReason":"end_turn""#, "end_turn is not one of"),
        Broken(late, #"{"candidatesTokenCount":5}"#, "promptTokenCount: missing"),
        Broken(last, "data: " + error, "an error must stand without data:"),
        Broken(last, error.replacing("503", with: #""503""#), "code: must be an integer"),
    ]

    @Test func acceptsAWholeStream() {
        expectClean(Self.stream) { DialectCheck.stream(.gemini, $0) }
        expectClean(Self.first + "\n" + Self.last) { DialectCheck.stream(.gemini, $0) }
        expectClean(Self.first + Self.error) { DialectCheck.stream(.gemini, $0) }
    }

    @Test(arguments: brokenStreams) func findsInStreams(_ case: Broken) {
        `case`.expect(in: Self.stream) { DialectCheck.stream(.gemini, $0) }
    }

    private static let brokenErrors = [
        Broken("503", #""503""#, "code: must be an integer"),
        Broken("UNAVAILABLE", "unavailable", "unavailable is not one of"),
        Broken(#","status":"UNAVAILABLE""#, "", "status: missing"),
        Broken(#"{"error":{"#, #"{"type":"error","error":{"#, "type: unknown field"),
    ]

    @Test(arguments: brokenErrors) func findsInErrors(_ case: Broken) {
        expectClean(Self.error) { DialectCheck.error(.gemini, $0) }
        `case`.expect(in: Self.error) { DialectCheck.error(.gemini, $0) }
    }
}
