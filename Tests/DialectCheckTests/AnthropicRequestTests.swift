import DialectCheck
import Testing

@Suite("anthropic requests")
struct AnthropicRequestTests {
    private static let valid = #"""
        {"model":"m","max_tokens":2048,"system":[{"type":"text","text":"be brief","cache_control":{"type":"ephemeral","ttl":"1h"}}],
        "messages":[{"role":"user","content":[{"type":"text","text":"time?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0K"}}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"tool_use","id":"toolu_1","name":"clock","input":{}},{"type":"tool_use","id":"toolu_2","name":"clock","input":{"tz":"UTC"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"12:00"},{"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"13:00","cache_control":{"type":"ephemeral"}}],"is_error":true},{"type":"text","text":"go on"}]}],
        "tools":[{"name":"clock","description":"d","input_schema":{"type":"object","properties":{"tz":{"type":"string"}}}}],
        "tool_choice":{"type":"auto","disable_parallel_tool_use":true},"thinking":{"type":"enabled","budget_tokens":1024},
        "stop_sequences":["END"],"stream":true,"metadata":{"user_id":"u"}}
        """#

    private static let results =
        #"{"type":"tool_result","tool_use_id":"toolu_1","content":"12:00"},"#

    private static let broken = [
        Broken(#""max_tokens":2048,"#, "", "max_tokens: missing"),
        Broken(#""model":"m","#, "", "model: missing"),
        Broken(#""stream":true"#, #""stream":true,"seed":1"#, "seed: unknown field"),
        Broken(#""stream":true"#, #""stream":true,"n":null"#, "n: unknown field"),
        Broken(#""text":"time?""#, #""text":"""#, "more than white space"),
        Broken(#""text":"time?""#, #""text":" \n""#, "more than white space"),
        Broken(#""text":"be brief""#, #""text":"""#, "more than white space"),
        Broken(
            #"[{"role":"user","content":[{"type":"text","text":"time?"}"#,
            #"[{"role":"assistant","content":"x"},{"role":"user","content":[{"type":"text","text":"time?"}"#,
            "the first must be user"),
        Broken(results, "", "tool_use toolu_1 without tool_result"),
        Broken(
            #""tool_use_id":"toolu_1""#, #""tool_use_id":"toolu_9""#, "tool_result without tool_use"
        ),
        Broken(#""tool_use_id":"toolu_1""#, #""tool_use_id":"toolu_2""#, "second tool_result"),
        Broken(
            results, #"{"type":"text","text":"x"},"# + results, "tool_result after other blocks"),
        Broken(#""id":"toolu_2""#, #""id":"toolu_1""#, "two tool_use of one id"),
        Broken(#""id":"toolu_1""#, #""id":"call.1""#, "[A-Za-z0-9_-]"),
        Broken(#""input":{}"#, #""input":"{}""#, "input: must be an object"),
        Broken(#""input":{}"#, #""input":null"#, "input: must be an object, not null"),
        Broken(#","signature":"s""#, "", "signature: missing"),
        Broken(
            #"{"type":"thinking","thinking":"hm","signature":"s"},"#, "", "must start with thinking"
        ),
        Broken(#""budget_tokens":1024"#, #""budget_tokens":2048"#, "must be below max_tokens"),
        Broken(#""budget_tokens":1024"#, #""budget_tokens":512"#, "512 is out of range"),
        Broken(
            #"{"type":"auto","disable_parallel_tool_use":true}"#, #"{"type":"any"}"#,
            "cannot be forced while thinking"),
        Broken(
            #"{"type":"auto","disable_parallel_tool_use":true}"#, #"{"type":"tool","name":"x"}"#,
            "x is not among the tools"),
        Broken(
            #"{"type":"auto","disable_parallel_tool_use":true}"#, #""auto""#,
            "tool_choice: must be an object"),
        Broken(#""stream":true"#, #""stream":true,"temperature":0.5"#, "must be 1 while thinking"),
        Broken(
            #""stream":true"#, #""stream":true,"temperature":1.5"#,
            "temperature: 1.5 is out of range"),
        Broken(#""stream":true"#, #""stream":true,"top_k":5"#, "not while thinking"),
        Broken(#""stream":true"#, #""stream":true,"top_p":0.5"#, "below 0.95"),
        Broken(#"["END"]"#, #"["  "]"#, "more than white space"),
        Broken(
            #""name":"clock","description""#, #""name":"mcp/clock","description""#, "[A-Za-z0-9_-]"),
        Broken(
            #""input_schema":{"type":"object""#, #""input_schema":{"type":"string""#, "root must be"
        ),
        Broken(
            #""input_schema":{"type":"object","#, #""input_schema":{"type":"object","anyOf":[],"#,
            "anyOf at the root"),
        Broken(
            #""description":"d""#, #""description":"d","parameters":{}"#,
            "parameters: unknown field"),
        Broken(
            #""tools":[{"#, #""tools":[{"name":"clock","input_schema":{"type":"object"}},{"#,
            "must be unique"),
        Broken(
            #""description":"d""#, #""description":"d","defer_loading":true"#,
            "every tool is deferred"),
        Broken("iVBORw0K", "data:image/png;base64,iVBORw0K", "must be base64"),
        Broken("iVBORw0K", "/9j/4AAQ", "data is not of image/png"),
        Broken("image/png", "image/bmp", "image/bmp is not one of"),
        Broken(
            #""content":[{"type":"text","text":"13:00","cache_control":{"type":"ephemeral"}}]"#,
            #""content":[]"#, "holds 0 elements"),
        Broken(
            #"{"type":"text","text":"go on"}]}"#,
            #"{"type":"text","text":"go on"}]},{"role":"assistant","content":"so "}"#,
            "prefill while thinking"),
        Broken(
            #"{"type":"text","text":"go on"}]}"#,
            #"{"type":"text","text":"go on"}]},{"role":"assistant","content":"so "}"#,
            "ends in white space"),
        Broken(#""role":"assistant""#, #""role":"model""#, "model is not one of"),
        Broken(
            #""type":"thinking","thinking":"hm""#,
            #""type":"thinking","cache_control":{"type":"ephemeral"},"thinking":"hm""#,
            "cache_control: unknown field"),
        Broken(
            #""user_id":"u""#, #""user_id":"u","session":"s""#, "metadata.session: unknown field"),
        Broken(
            #""thinking":{"type":"enabled","budget_tokens":1024}"#,
            #""context_management":{"edits":[{"type":"clear_thinking_20251015"}]}"#,
            "clear_thinking without thinking"),
        Broken(#""model":"m""#, #""model":"claude-opus-4-7""#, "no manual budget"),
        Broken(
            #""model":"m""#, #""model":"claude-sonnet-4-5","output_config":{"effort":"high"}"#,
            "high is not for this model"),
        Broken(
            #""max_tokens":2048"#,
            #""max_tokens":2048,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{}}}}"#,
            "additionalProperties must be false"),
    ]

    @Test func acceptsAWholeRequest() {
        expectClean(Self.valid) { DialectCheck.request(.anthropic, $0) }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.request(.anthropic, $0) }
    }

    private static let plain =
        #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":[{"type":"text","text":"d"}]},{"role":"system","content":"c"}]}"#

    private static let misplaced = [
        Broken(
            #""content":"b"},"#, #""content":"b"},{"role":"system","content":"e"},"#,
            "system only after a user turn"),
        Broken(
            #""role":"assistant","content":"b""#, #""role":"system","content":"b""#,
            "system only after a user turn"),
        Broken(
            #""text":"d""#,
            #""text":"d","cache_control":{"type":"ephemeral"}},{"type":"text","text":"e","cache_control":{"type":"ephemeral","ttl":"1h"}"#,
            "1h breakpoint after one of 5m"),
        Broken(
            #""model":"m""#, #""model":"m","tool_choice":{"type":"auto"}"#,
            "tool_choice: only with tools"),
        Broken(
            #""max_tokens":9"#,
            #""max_tokens":9,"cache_control":{"type":"ephemeral"},"system":[\#(marked),\#(marked),\#(marked),\#(marked)]"#,
            "5 cache breakpoints"),
        Broken(
            #""model":"m""#, #""model":"claude-sonnet-4-5","temperature":1,"top_p":1"#,
            "not together with temperature"),
        Broken(
            #""model":"m""#, #""model":"claude-opus-5","temperature":1"#,
            "temperature: not for this model"),
        Broken(#"[{"type":"text","text":"d"}]"#, "[]", "must not be empty"),
    ]

    private static let marked = #"{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}"#

    @Test(arguments: misplaced) func findsInPlainTurns(_ case: Broken) {
        expectClean(Self.plain) { DialectCheck.request(.anthropic, $0) }
        `case`.expect(in: Self.plain) { DialectCheck.request(.anthropic, $0) }
    }

    @Test func mergesTurnsOfOneRole() {
        expectClean(
            #"{"model":"m","max_tokens":9,"tools":[{"name":"t","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"t","input":{}}]},{"role":"assistant","content":[{"type":"tool_use","id":"b","name":"t","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]}"#
        ) { DialectCheck.request(.anthropic, $0) }
    }
}
