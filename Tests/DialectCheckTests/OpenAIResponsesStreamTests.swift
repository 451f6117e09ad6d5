import DialectCheck
import Testing

@Suite("openai-responses streams")
struct OpenAIResponsesStreamTests {
    /// Builds a stream: every event gets its number.
    static func stream(_ events: [(type: String, fields: String)]) -> String {
        events.enumerated().map { number, event in
            #"event: \#(event.type)"# + "\n"
                + #"data: {"type":"\#(event.type)","sequence_number":\#(number),\#(event.fields)}"#
                + "\n\n"
        }.joined()
    }

    static func response(_ status: String, output: String, usage: String = "null") -> String {
        #""response":{"id":"resp_1","object":"response","created_at":1760000000,"status":"\#(status)","model":"m","output":[\#(output)],"usage":\#(usage),"error":null,"incomplete_details":null,"instructions":null,"tools":[],"tool_choice":"auto","parallel_tool_calls":true,"metadata":{},"temperature":1,"top_p":1}"#
    }

    private static let usage =
        #"{"input_tokens":20,"input_tokens_details":{"cached_tokens":0},"output_tokens":8,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":28}"#
    private static let thought =
        #"{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]}"#
    private static let text =
        #"{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"hi","annotations":[],"logprobs":[]}]}"#
    private static let call =
        #"{"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"clock","arguments":"{}"}"#

    private static let events: [(type: String, fields: String)] = [
        ("response.created", response("in_progress", output: "")),
        ("response.in_progress", response("in_progress", output: "")),
        (
            "response.output_item.added",
            #""output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}"#
        ),
        (
            "response.reasoning_summary_part.added",
            #""item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}"#
        ),
        (
            "response.reasoning_summary_text.delta",
            #""item_id":"rs_1","output_index":0,"summary_index":0,"delta":"hm""#
        ),
        (
            "response.reasoning_summary_text.done",
            #""item_id":"rs_1","output_index":0,"summary_index":0,"text":"hm""#
        ),
        (
            "response.reasoning_summary_part.done",
            #""item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"hm"}"#
        ),
        ("response.output_item.done", #""output_index":0,"item":\#(thought)"#),
        (
            "response.output_item.added",
            #""output_index":1,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}"#
        ),
        (
            "response.content_part.added",
            #""item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}"#
        ),
        (
            "response.output_text.delta",
            #""item_id":"msg_1","output_index":1,"content_index":0,"delta":"hi","logprobs":[]"#
        ),
        (
            "response.output_text.done",
            #""item_id":"msg_1","output_index":1,"content_index":0,"text":"hi","logprobs":[]"#
        ),
        (
            "response.content_part.done",
            #""item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"hi","annotations":[],"logprobs":[]}"#
        ),
        ("response.output_item.done", #""output_index":1,"item":\#(text)"#),
        (
            "response.output_item.added",
            #""output_index":2,"item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_1","name":"clock","arguments":""}"#
        ),
        (
            "response.function_call_arguments.delta",
            #""item_id":"fc_1","output_index":2,"delta":"{}""#
        ),
        (
            "response.function_call_arguments.done",
            #""item_id":"fc_1","output_index":2,"arguments":"{}""#
        ),
        ("response.output_item.done", #""output_index":2,"item":\#(call)"#),
        (
            "response.completed",
            response(
                "completed", output: [thought, text, call].joined(separator: ","), usage: usage)
        ),
    ]

    static let valid = stream(events)

    /// The stream without some of its events, numbered anew.
    private static func without(_ types: String...) -> String {
        stream(events.filter { !types.contains($0.type) })
    }

    private static func replacing(_ position: Int, _ type: String, _ fields: String) -> String {
        var changed = events
        changed[position] = (type, fields)
        return stream(changed)
    }

    private static let broken = [
        Broken(#""sequence_number":3"#, #""sequence_number":4"#, "sequence_number is not 3"),
        Broken(#""sequence_number":3,"#, "", "sequence_number: missing"),
        Broken("event: response.created\n", "", "no event line"),
        Broken(
            "event: response.created\n", "event: response.queued\n", "event line differs from type"),
        Broken(#""delta":"hm""#, #""delta":"h""#, "done differs from the deltas"),
        Broken(#""text":"hm"}}"#, #""text":"h"}}"#, "part differs from the deltas"),
        Broken(#""item_id":"msg_1""#, #""item_id":"msg_2""#, "item_id is not msg_1"),
        Broken(#""output_index":1,"item""#, #""output_index":0,"item""#, "output_index is not 1"),
        Broken(#""content_index":0"#, #""content_index":1"#, "content_index is not 0"),
        Broken(#""content_index":0,"delta""#, #""delta""#, "content_index: missing"),
        Broken(#""delta":"{}""#, #""delta":"{""#, "done differs from the deltas"),
        Broken(
            #""item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_1","name":"clock","arguments":""}"#,
            #""item":\#(call)"#, "added with content that deltas should bring"),
        Broken(
            #""call_id":"call_1","name":"clock","arguments":"""#,
            #""call_id":"call_2","name":"clock","arguments":"""#, "call_id differs from added"),
        Broken(
            #"[{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},"#,
            "[", "not the items that were streamed"),
        Broken(
            #""status":"completed","model""#, #""status":"in_progress","model""#,
            "status does not fit the event"),
        Broken(#""usage":\#(usage)"#, #""usage":null"#, "usage: missing"),
        Broken("event: response.in_progress", "event: response.unheard", "event line differs"),
        Broken(
            #""status":"in_progress","model":"m","output":[]"#,
            #""status":"in_progress","model":"m","output":[\#(text)]"#,
            "output before it was streamed"),
    ]

    private static let damaged: [(stream: String, finds: String)] = [
        (
            without("response.created", "response.in_progress"),
            "the first event is not response.created"
        ),
        (without("response.completed"), "stream without a terminal event"),
        (without("response.content_part.added"), "before its part was added"),
        (without("response.output_text.done"), "part done before its text"),
        (without("response.content_part.done"), "a part is not done"),
        (without("response.reasoning_summary_part.done"), "a part is not done"),
        (without("response.output_item.added"), "before response.output_item.added"),
        (without("response.output_item.done"), "is not done"),
        (without("response.function_call_arguments.done"), "done event of the payload is missing"),
        (without("response.function_call_arguments.delta"), "done differs from the deltas"),
        (without("response.output_text.delta"), "done differs from the deltas"),
        (
            valid + stream([("response.in_progress", response("in_progress", output: ""))]),
            "event after the terminal event"
        ),
        (valid + "data: [DONE]\n\n", "[DONE] is not of this dialect"),
        (stream(events + [events[18]]), "event after the terminal event"),
        (
            replacing(
                4, "response.output_text.delta",
                #""item_id":"rs_1","output_index":0,"content_index":0,"delta":"hm","logprobs":[]"#),
            "for an item reasoning"
        ),
        (
            replacing(
                16, "response.function_call_arguments.done",
                #""item_id":"fc_1","output_index":2,"name":"other","arguments":"{}""#),
            "name differs from added"
        ),
        (stream([events[0], events[0]]), "second response.created"),
        (stream([("response.unheard", #""x":1"#)]), "is not known"),
        (
            stream([
                events[0], ("response.completed", response("completed", output: "", usage: usage)),
            ]), "an answer without anything"
        ),
    ]

    @Test func acceptsAWholeStream() {
        expectClean(Self.valid) { DialectCheck.stream(.openaiResponses, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.stream(.openaiResponses, $0) }
    }

    @Test(arguments: damaged.indices) func findsDamage(_ index: Int) {
        let (stream, finds) = Self.damaged[index]
        let found = DialectCheck.stream(.openaiResponses, Array(stream.utf8)).map(\.description)
        #expect(found.contains { $0.contains(finds) }, "\(finds): found \(found)")
    }

    @Test func acceptsAFailureAsTheEnd() {
        let failed = Self.response("failed", output: "").replacing(
            #""error":null"#, with: #""error":{"code":"server_error","message":"no"}"#)
        let stream = Self.stream([Self.events[0], ("response.failed", failed)])
        expectClean(stream) { DialectCheck.stream(.openaiResponses, $0) }
        #expect(DialectCheck.aggregate(.openaiResponses, stream: Array(stream.utf8)).stop == .error)
    }

    @Test func aTruncatedCallHasNoDoneEvent() {
        let cut = Self.call.replacing("completed", with: "incomplete").replacing(
            #""arguments":"{}""#, with: #""arguments":"{""#)
        let end = Self.response("incomplete", output: cut, usage: Self.usage).replacing(
            #""incomplete_details":null"#,
            with: #""incomplete_details":{"reason":"max_output_tokens"}"#)
        let start = Self.events[14].fields.replacing(
            #""output_index":2"#, with: #""output_index":0"#)
        let stream = Self.stream([
            Self.events[0], ("response.output_item.added", start),
            (
                "response.function_call_arguments.delta",
                #""item_id":"fc_1","output_index":0,"delta":"{""#
            ),
            ("response.output_item.done", #""output_index":0,"item":\#(cut)"#),
            ("response.incomplete", end),
        ])
        expectClean(stream) { DialectCheck.stream(.openaiResponses, $0) }
    }
}
