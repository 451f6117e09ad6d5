import IPC
import Testing

@testable import Dialects

@Suite("anthropic: reading requests")
struct AnthropicRequestReaderTests {
    @Test("text and blocks become turns in the client's order")
    func turns() throws {
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(
                messages: """
                    [{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b",
                    "cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":"c"}]
                    """))
        #expect(request.turns.map(\.role) == [.user, .user, .assistant])
        var marked = TextBlock("b")
        marked.cacheMark = OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral"}"#))
        #expect(request.turns[1].blocks == [.text(marked)])
        #expect(request.sampling.maxOutputTokens == 100)
    }

    @Test("a call keeps the bytes of its input, and a result its parts")
    func calls() throws {
        let input = #"{"z":1.0,"a":12345678901234567890,"é":"\u00e9"}"#
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(
                messages: """
                    [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use",
                    "id":"t1","name":"f","input":\(input),"caller":{"type":"direct"}}]},
                    {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,
                    "content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"url",
                    "url":"https://a/b.png"}}]}]}]
                    """))
        guard case .toolCall(let call) = request.turns[1].blocks[0],
            case .toolResult(let result) = request.turns[2].blocks[0]
        else {
            Issue.record("no call or no result")
            return
        }
        #expect(call.arguments == input)
        #expect(call.extras?.json.text == #"{"caller":{"type":"direct"}}"#)
        #expect(result.isError && result.callID == "t1")
        #expect(result.content[1] == .media(Media(.image, .url("https://a/b.png"))))
    }

    @Test("system text at the start is the system's, later it keeps its place")
    func system() throws {
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(
                #","system":"one""#,
                messages: """
                    [{"role":"system","content":"two"},{"role":"user","content":"a"},
                    {"role":"system","content":[{"type":"text","text":"three"}]},
                    {"role":"user","content":[{"type":"text","text":"b"},
                    {"type":"mid_conv_system","content":[{"type":"text","text":"four"}]},
                    {"type":"text","text":"c"}]}]
                    """))
        #expect(request.system.map(\.text) == ["one", "two"])
        #expect(request.turns.map(\.role) == [.user, .system, .user, .system, .user])
    }

    @Test("thoughts bring their proofs, enveloped ones those of their maker")
    func thoughts() throws {
        let envelope = ProofEnvelope.wrap(Proof(.google, "sig"))
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(
                messages: """
                    [{"role":"user","content":"a"},{"role":"assistant","content":[
                    {"type":"thinking","thinking":"t","signature":"S"},
                    {"type":"thinking","thinking":"u","signature":"\(envelope)"},
                    {"type":"thinking","thinking":"v"},
                    {"type":"redacted_thinking","data":"D"}]}]
                    """))
        #expect(
            request.turns[1].blocks == [
                .reasoning(Reasoning("t", proof: Proof(.unknown, "S"))),
                .reasoning(Reasoning("u", proof: Proof(.google, "sig"))),
                .reasoning(Reasoning("v")),
                .reasoning(Reasoning("", proof: Proof(.unknown, "D"), isRedacted: true)),
            ])
    }

    @Test("documents of every kind have text or a source that others understand")
    func documents() throws {
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(
                messages: """
                    [{"role":"user","content":[
                    {"type":"document","source":{"type":"text","media_type":"text/plain","data":"x"},
                    "title":"T","citations":{"enabled":true}},
                    {"type":"document","source":{"type":"content","content":[{"type":"text","text":"y"}]}},
                    {"type":"search_result","source":"s","title":"R","content":[{"type":"text","text":"z"}]},
                    {"type":"document","source":{"type":"file","file_id":"f"}}]}]
                    """))
        var sources: [Media.Source] = []
        for case .media(let media) in request.turns[0].blocks { sources.append(media.source) }
        #expect(
            sources == [.text("x"), .text("y"), .text("z"), .file(OpaqueID(.anthropic, "f"))])
        guard case .media(let first) = request.turns[0].blocks[0] else { return }
        #expect(first.name == "T")
        #expect(first.extras?.json.text == #"{"citations":{"enabled":true}}"#)
    }

    @Test("tools: functions, the provider's own, and the client's that models know by type")
    func tools() throws {
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(
                """
                ,"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}},
                {"type":"web_search_20250305","name":"web_search","max_uses":3,
                "allowed_domains":["a.b"],"user_location":{"type":"approximate","city":"C"}},
                {"type":"bash_20250124","name":"bash"}],
                "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}
                """))
        #expect(request.tools[0].parameters?.text == #"{"type":"object"}"#)
        var search = WebSearch()
        search.maxUses = 3
        search.allowedDomains = ["a.b"]
        search.location = RawJSON(#"{"city":"C"}"#)
        #expect(request.tools[1].kind == .builtin(.webSearch(search)))
        #expect(request.tools[2].kind == .builtin(.other("bash_20250124")))
        #expect(request.tools[2].parameters != nil)
        #expect(request.toolChoice == .tool("f"))
        #expect(request.parallelToolCalls == false)
    }

    @Test("thinking and effort, in each of their forms")
    func reasoning() throws {
        let manual = try AnthropicTesting.read(
            AnthropicTesting.body(
                #","thinking":{"type":"enabled","budget_tokens":2048,"display":"omitted"}"#))
        #expect(manual.reasoning?.budget == 2048 && manual.reasoning?.isVisible == false)
        let adaptive = try AnthropicTesting.read(
            AnthropicTesting.body(
                #","thinking":{"type":"adaptive"},"output_config":{"effort":"max","task_budget":5}"#
            ))
        #expect(adaptive.reasoning?.isAdaptive == true && adaptive.reasoning?.effort == .max)
        #expect(
            adaptive.extensions == [
                Extension(
                    dialect: .anthropic, name: "output_config",
                    value: RawJSON(#"{"task_budget":5}"#))
            ])
        let off = try AnthropicTesting.read(
            AnthropicTesting.body(#","thinking":{"type":"disabled"}"#))
        #expect(off.reasoning?.isDisabled == true)
        #expect(try AnthropicTesting.read(AnthropicTesting.body()).reasoning == nil)
    }

    @Test("beta features come from header, body and the model's name")
    func betas() throws {
        let source = try AnthropicTesting.source(
            #"{"model":"m[1m]","max_tokens":1,"messages":[{"role":"user","content":"a"}],"betas":["x","y"]}"#,
            headers: [Header(name: "anthropic-beta", value: "w, x")])
        let request = try AnthropicCodec.read(source)
        #expect(request.model == "m")
        #expect(AnthropicBetas(request).value == "w,x,y,context-1m-2025-08-07")
    }

    @Test("unknown fields are kept for the same dialect")
    func extensions() throws {
        let request = try AnthropicTesting.read(
            AnthropicTesting.body(#","mcp_servers":[{"a":1}],"speed":"fast","container":null"#))
        #expect(request.extensions.map(\.name) == ["mcp_servers", "speed"])
    }

    @Test("facts: stream, tools, pictures, schema and size")
    func facts() throws {
        let source = try AnthropicTesting.source(
            AnthropicTesting.body(
                """
                ,"stream":true,"tools":[{"name":"f","input_schema":{"type":"object"}}],
                "output_config":{"format":{"type":"json_schema","schema":{}}}
                """,
                messages: """
                    [{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":
                    [{"type":"image","source":{"type":"url","url":"https://a"}}]}]}]
                    """))
        let facts = try AnthropicCodec.facts(source)
        #expect(facts.model == "m" && facts.stream && facts.tools && facts.vision)
        #expect(facts.jsonSchema && facts.estimatedInputTokens > 20)
    }

    @Test(
        "what has no meaning is refused with its place",
        arguments: [
            (#"{"max_tokens":1,"messages":[{"role":"user","content":"a"}]}"#, "model"),
            (#"{"model":"m","messages":[{"role":"user","content":"a"}]}"#, "max_tokens"),
            (
                #"{"model":"m","max_tokens":"1","messages":[{"role":"user","content":"a"}]}"#,
                "max_tokens"
            ),
            (#"{"model":"m","max_tokens":1,"messages":[]}"#, "messages"),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"tool","content":"a"}]}"#,
                "messages.0.role"
            ),
            (#"{"model":"m","max_tokens":1,"messages":[{"role":"user"}]}"#, "messages.0.content"),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]}"#,
                "messages.0.content.0.text"
            ),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
                "messages.0.content.0"
            ),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]}]}"#,
                "messages.0.content.0"
            ),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"f"}]}"#,
                "tools.0.input_schema"
            ),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"}],"tool_choice":{"type":"x"}}"#,
                "tool_choice"
            ),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"}],"output_config":{"effort":"huge"}}"#,
                "output_config.effort"
            ),
            (
                #"{"model":"m","max_tokens":1,"stream":1,"messages":[{"role":"user","content":"a"}]}"#,
                "stream"
            ),
        ])
    func refusals(_ body: String, _ place: String) throws {
        let error = try #require(try AnthropicTesting.refusal(body))
        #expect(error.status == 400)
        #expect(error.param == place)
        #expect(error.message.hasPrefix("\(place): "))
    }

    @Test("a field that the gateway reads may not stand twice")
    func duplicates() throws {
        for name in ["model", "messages", "stream", "system", "tools", "max_tokens"] {
            let body = AnthropicTesting.body(
                #","stream":false,"system":"s","tools":[],"\#(name)":null"#)
            #expect(try AnthropicTesting.refusal(body)?.code == "duplicate_field", "\(name)")
        }
    }

    @Test("a count of tokens needs no limit")
    func countTokens() throws {
        let body = #"{"model":"m","messages":[{"role":"user","content":"a"}]}"#
        #expect(try AnthropicTesting.refusal(body, endpoint: .countTokens) == nil)
    }
}
