import DialectCheck
import Testing

@Suite("openai-responses answers")
struct OpenAIResponsesAnswerTests {
    private static let valid = #"""
        {"id":"resp_1","object":"response","created_at":1760000000,"status":"completed","error":null,"incomplete_details":null,"instructions":null,
        "model":"m","output":[{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
        {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"hi","annotations":[],"logprobs":[]}]},
        {"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"clock","arguments":"{}"}],
        "parallel_tool_calls":true,"tool_choice":"auto","tools":[],"temperature":1,"top_p":1,"metadata":{},
        "usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":4},"output_tokens":8,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":28}}
        """#

    private static let broken = [
        Broken(#""id":"resp_1""#, #""id":"chatcmpl-1""#, "starts with resp_"),
        Broken("1760000000", "1760000000.0", "created_at: must be an integer"),
        Broken(#""error":null,"#, "", "error: missing"),
        Broken(#""instructions":null,"#, "", "instructions: missing"),
        Broken(#""metadata":{},"#, "", "metadata: missing"),
        Broken(#""annotations":[],"#, "", "annotations: missing"),
        Broken(#","logprobs":[]"#, "", "logprobs: missing"),
        Broken(
            #""summary":[{"type":"summary_text","text":"hm"}]"#, #""content":[]"#,
            "summary: missing"),
        Broken(
            #""status":"completed","error""#, #""status":"complete","error""#,
            "complete is not one of"),
        Broken(
            #""incomplete_details":null"#, #""incomplete_details":{"reason":"max_output_tokens"}"#,
            "does not fit the status"),
        Broken(
            #""incomplete_details":null"#, #""incomplete_details":{"reason":"length"}"#,
            "length is not one of"),
        Broken(
            #""error":null"#, #""error":{"code":"server_error","message":"x"}"#,
            "does not fit the status"),
        Broken(#""id":"fc_1""#, #""id":"call_1""#, "starts with fc"),
        Broken(#""id":"fc_1","type""#, #""type""#, "output[2].id: missing"),
        Broken(#""arguments":"{}""#, #""arguments":"""#, "not the text of a JSON object"),
        Broken(
            #""status":"completed","call_id""#, #""status":"in_progress","call_id""#,
            "finished but in_progress"),
        Broken(
            #""status":"completed","call_id""#, #""status":"incomplete","call_id""#,
            "incomplete in a completed response"),
        Broken(#""total_tokens":28"#, #""total_tokens":20"#, "total_tokens is not the sum"),
        Broken(#","total_tokens":28"#, "", "total_tokens: missing"),
        Broken(#"{"cached_tokens":4}"#, "{}", "cached_tokens: missing"),
        Broken(
            #""output_tokens_details":{"reasoning_tokens":2},"#, "",
            "output_tokens_details: missing"),
        Broken(#""model":"m""#, #""model":"m","output_text":"hi""#, "output_text: unknown field"),
        Broken(#""id":"fc_1""#, #""id":"msg_1""#, "two items of one id"),
    ]

    @Test func acceptsAWholeAnswer() {
        expectClean(Self.valid) { DialectCheck.answer(.openaiResponses, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.answer(.openaiResponses, $0) }
    }

    @Test func errorsAreThoseOfChat() {
        let error = #"{"error":{"message":"no","type":"t","param":null,"code":null}}"#
        expectClean(error) { DialectCheck.error(.openaiResponses, $0) }
        Broken(#","code":null"#, "", "error.code: missing").expect(in: error) {
            DialectCheck.error(.openaiResponses, $0)
        }
    }
}
