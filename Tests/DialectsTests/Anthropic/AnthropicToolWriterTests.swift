import Foundation
import IPC
import Testing

@testable import Dialects

@Suite("anthropic: writing tools and formats")
struct AnthropicToolWriterTests {
    private typealias T = AnthropicTesting

    @Test("pitfall 117: none is said in so many words")
    func pitfall117() throws {
        var request = T.request()
        request.tools = [T.tool()]
        request.toolChoice = ToolChoice.none
        request.parallelToolCalls = false
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "tool_choice") == #"{"type":"none"}"#)
    }

    @Test("pitfall 119: no choice without tools")
    func pitfall119() throws {
        var request = T.request()
        request.toolChoice = .required
        request.parallelToolCalls = false
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "tool_choice") == nil)
    }

    @Test("pitfall 120: a forced tool switches a thinking budget off")
    func pitfall120() throws {
        var request = T.request()
        request.tools = [T.tool()]
        request.toolChoice = .tool("f")
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .high
        let manual = try T.write(request, T.chat("claude-sonnet-4-5"))
        #expect(try T.member(manual, "thinking") == nil)
        let adaptive = try T.write(request, T.chat("claude-opus-4-8"))
        #expect(try T.member(adaptive, "thinking", "type") == #""adaptive""#)
        let never = try AnthropicCodec.write(request, T.chat("claude-fable-5"))
        #expect(
            try T.member(T.written(never), "tool_choice")
                == #"{"type":"auto"}"#)
        #expect(never.warnings.count == 1)
        for body in [manual, adaptive] { T.check(body) }
    }

    @Test("pitfall 123: structured output is carried or emulated, never ignored")
    func pitfall123() throws {
        var request = T.request()
        let schema =
            #"{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"]}"#
        request.format = .jsonSchema(JSONSchemaFormat(RawJSON(schema), name: "x"))
        let native = try T.write(request, T.chat())
        #expect(
            try T.member(native, "output_config", "format", "schema")
                == #"{"type":"object","properties":{"n":{"type":"integer","description":"minimum: 1"}},"required":["n"],"additionalProperties":false}"#
        )
        T.check(native)
        let forced = try AnthropicCodec.write(request, T.chat("claude-sonnet-4-20250514"))
        #expect(forced.plan.answerTool == "json_output")
        let body = T.written(forced)
        #expect(
            try T.member(body, "tool_choice")
                == #"{"type":"tool","name":"json_output","disable_parallel_tool_use":true}"#)
        T.check(body)
        request.tools = [T.tool()]
        let told = try AnthropicCodec.write(request, T.chat("claude-sonnet-4-20250514"))
        #expect(told.plan.answerTool == nil && told.plan.stripsFences)
        #expect(told.warnings.count == 1)
        #expect(T.written(told).contains("JSON schema"))
        request.format = .jsonObject
        #expect(try AnthropicCodec.write(request, T.chat()).plan.stripsFences)
    }

    @Test("pitfall 126: a tool without a schema gets an empty one")
    func pitfall126() throws {
        var request = T.request()
        request.tools = [T.tool(), T.tool("f")]
        let body = try T.write(request, T.chat())
        #expect(
            try T.member(body, "tools")
                == #"[{"name":"f","description":"d","input_schema":{"type":"object","properties":{}}}]"#
        )
    }

    @Test("alternatives at the root of a tool's schema are merged")
    func rootAlternatives() throws {
        var request = T.request()
        request.tools = [
            T.tool(
                "f",
                #"{"type":"object","anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}}}]}"#
            )
        ]
        let body = try T.write(request, T.chat())
        #expect(
            try T.member(body, "tools", "0", "input_schema")
                == #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}"#)
        T.check(body)
    }

    @Test("pitfall 133: illegal names of tools are changed, and the plan knows")
    func pitfall133() throws {
        var request = T.request()
        request.tools = [T.tool("a.b")]
        request.toolChoice = .tool("a.b")
        request.turns += [
            T.assistant(.toolCall(ToolCall(id: "c", name: "a.b", arguments: "{}"))),
            T.user(.toolResult(ToolResult(callID: "c", content: []))),
        ]
        let encoded = try AnthropicCodec.write(request, T.chat())
        let body = T.written(encoded)
        #expect(!body.contains(#""a.b""#))
        #expect(encoded.plan.toolNames.client("a_b") == "a.b")
        T.check(body)
    }

    @Test("pitfall 137: a namespace goes into the name and comes back from the plan")
    func pitfall137() throws {
        var request = T.request()
        var spaced = T.tool("f")
        spaced.namespace = "ns"
        request.tools = [spaced]
        let encoded = try AnthropicCodec.write(
            request, T.target(client: .openaiResponses))
        #expect(T.written(encoded).contains(#""name":"ns__f""#))
        #expect(encoded.plan.namespaces["ns__f"] == QualifiedName(namespace: "ns", name: "f"))
    }

    @Test("pitfall 135: a custom tool becomes a function with one text")
    func pitfall135() throws {
        var request = T.request()
        var custom = T.tool("patch")
        custom.kind = .custom(format: RawJSON(#"{"type":"grammar","definition":"start: x"}"#))
        request.tools = [custom]
        var call = ToolCall(id: "c", name: "patch", arguments: "*** a")
        call.kind = .custom
        request.turns += [
            T.assistant(.toolCall(call)), T.user(.toolResult(ToolResult(callID: "c", content: []))),
        ]
        let encoded = try AnthropicCodec.write(
            request, T.target(client: .openaiResponses))
        let body = T.written(encoded)
        #expect(encoded.plan.customTools == ["patch"])
        #expect(body.contains(#""input":{"input":"*** a"}"#) && body.contains("start: x"))
    }

    @Test("web search of another dialect, and tools that nobody else runs")
    func builtins() throws {
        var request = T.request()
        var search = WebSearch()
        search.allowedDomains = ["a.b"]
        search.blockedDomains = ["c.d"]
        search.location = RawJSON(#"{"city":"C"}"#)
        var web = T.tool("web_search_preview")
        web.kind = .builtin(.webSearch(search))
        var files = T.tool("file_search")
        files.kind = .builtin(.other("file_search"))
        request.tools = [web, files]
        request.toolChoice = .tool("web_search_preview")
        let encoded = try AnthropicCodec.write(
            request, T.target(client: .openaiResponses))
        let body = T.written(encoded)
        #expect(
            try T.member(body, "tools", "0")
                == #"{"type":"web_search_20250305","name":"web_search","allowed_domains":["a.b"],"user_location":{"type":"approximate","city":"C"}}"#
        )
        #expect(try T.member(body, "tools", "1") == nil)
        #expect(try T.member(body, "tool_choice", "name") == #""web_search""#)
        #expect(encoded.warnings.count == 1)
        request.toolChoice = .tool("file_search")
        #expect(throws: GatewayError.self) {
            try AnthropicCodec.write(request, T.target(client: .openaiResponses))
        }
    }
}
