import Foundation
import IPC
import Testing

@testable import Dialects

@Suite("anthropic: writing parameters")
struct AnthropicParameterWriterTests {
    private typealias T = AnthropicTesting

    @Test("pitfall 109: temperature is clamped, and left out beside thoughts")
    func pitfall109() throws {
        var request = T.request()
        request.sampling.temperature = NumberText("1.5")
        #expect(
            try T.member(
                try T.write(request, T.chat()), "temperature") == "1")
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .high
        #expect(
            try T.member(
                try T.write(request, T.chat()), "temperature") == nil)
        request.reasoning = nil
        #expect(
            try T.member(
                try T.write(request, T.chat("claude-opus-5")), "temperature") == nil)
    }

    @Test("pitfall 110: temperature and top_p do not go together to newer models")
    func pitfall110() throws {
        var request = T.request()
        request.sampling.temperature = NumberText("0.50")
        request.sampling.topP = NumberText("0.9")
        let body = try T.write(request, T.chat("claude-haiku-4-5"))
        #expect(try T.member(body, "temperature") == "0.50")
        #expect(try T.member(body, "top_p") == nil)
    }

    @Test("pitfall 115: stop texts are an array without blank ones")
    func pitfall115() throws {
        var request = T.request()
        request.sampling.stop = ["END", " "]
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "stop_sequences") == #"["END"]"#)
    }

    @Test("pitfall 121: a budget stays below the limit of the answer")
    func pitfall121() throws {
        var request = T.request()
        request.sampling.maxOutputTokens = 4096
        request.reasoning = ReasoningRequest()
        request.reasoning?.budget = 31_999
        let body = try T.write(request, T.chat("claude-sonnet-4-5"))
        #expect(try T.member(body, "thinking", "budget_tokens") == "4095")
        request.sampling.maxOutputTokens = 1000
        let small = try T.write(request, T.chat("claude-sonnet-4-5"))
        #expect(try T.member(small, "thinking") == nil)
        request.sampling.maxOutputTokens = nil
        request.reasoning?.budget = nil
        request.reasoning?.effort = .max
        let open = try T.write(request, T.chat("claude-sonnet-4-5"))
        T.check(open)
        #expect(try T.member(open, "max_tokens") == "40192")
    }

    @Test("pitfall 122: edits of thoughts go when the model does not think")
    func pitfall122() throws {
        let edits =
            #","context_management":{"edits":[{"type":"clear_thinking_20251015"},{"type":"clear_tool_uses_20250919"}]}"#
        let off = try T.write(
            T.read(T.body(edits)))
        #expect(
            try T.member(off, "context_management")
                == #"{"edits":[{"type":"clear_tool_uses_20250919"}]}"#)
        let on = try T.write(
            T.read(
                T.body(#"\#(edits),"thinking":{"type":"adaptive"}"#)))
        #expect(on.contains("clear_thinking"))
    }

    @Test("pitfall 144: that thoughts shall be seen does not switch them on")
    func pitfall144() throws {
        var request = T.request()
        request.reasoning = ReasoningRequest()
        request.reasoning?.isVisible = true
        request.reasoning?.summary = "auto"
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "thinking") == nil)
    }

    @Test(
        "pitfall 145: the nearest effort that the model knows",
        arguments: [
            ("claude-opus-4-8", ReasoningRequest.Effort.xhigh, "xhigh"),
            ("claude-opus-4-6", .xhigh, "high"), ("claude-opus-4-6", .minimal, "low"),
            ("claude-sonnet-5", .max, "max"),
        ])
    func pitfall145(_ model: String, _ effort: ReasoningRequest.Effort, _ told: String) throws {
        var request = T.request()
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = effort
        let body = try T.write(request, T.chat(model))
        #expect(try T.member(body, "thinking") == #"{"type":"adaptive"}"#)
        #expect(try T.member(body, "output_config", "effort") == "\"\(told)\"")
        T.check(body)
    }

    @Test("no thinking: said in so many words to models that could")
    func disabled() throws {
        var request = T.request()
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = ReasoningRequest.Effort.none
        for model in ["claude-sonnet-5", "claude-sonnet-4-5", "claude-opus-5"] {
            let body = try T.write(request, T.chat(model))
            #expect(try T.member(body, "thinking") == #"{"type":"disabled"}"#)
        }
        let old = try T.write(request, T.chat("claude-3-5-haiku"))
        #expect(try T.member(old, "thinking") == nil)
    }

    @Test("a loop of calls without their thoughts goes on without a budget")
    func loopWithoutThoughts() throws {
        var request = T.request("a")
        request.turns += [
            T.assistant(.toolCall(ToolCall(id: "c", name: "f", arguments: "{}"))),
            T.user(.toolResult(ToolResult(callID: "c", content: []))),
        ]
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .medium
        let older = try T.write(request, T.chat("claude-sonnet-4-5"))
        #expect(try T.member(older, "thinking") == nil)
        let newer = try T.write(request, T.chat("claude-opus-4-8"))
        #expect(try T.member(newer, "thinking") != nil)
    }

    @Test("pitfall 150: the user's id is the client's or none")
    func pitfall150() throws {
        var request = T.request()
        #expect(
            try T.member(try T.write(request, T.chat()), "metadata")
                == nil)
        request.userID = "u1"
        #expect(
            try T.member(try T.write(request, T.chat()), "metadata")
                == #"{"user_id":"u1"}"#)
    }

    @Test("several answers, sound and foreign files are refused")
    func refusals() throws {
        var several = T.request()
        several.sampling.candidates = 2
        var sound = T.request()
        sound.turns[0].blocks.append(.media(Media(.audio, .base64("AA=="))))
        var file = T.request()
        file.turns[0].blocks.append(.media(Media(.document, .file(OpaqueID(.openaiChat, "f")))))
        for request in [several, sound, file] {
            #expect(throws: GatewayError.self) { try AnthropicCodec.write(request, T.chat()) }
        }
    }

    @Test("hosts that are not Anthropic's get what they know")
    func hosts() throws {
        let request = try T.read(
            T.body(
                """
                ,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"},"speed":"fast",
                "context_management":{"edits":[]},"betas":["x"],
                "tools":[{"name":"f","input_schema":{"type":"object","properties":{}},"defer_loading":true},
                {"type":"bash_20250124","name":"bash"},{"type":"web_search_20250305","name":"web_search"}]
                """,
                messages: """
                    [{"role":"user","content":"a"},{"role":"assistant","content":[
                    {"type":"thinking","thinking":"t","signature":"kimi-sig"},{"type":"text","text":"b"}]},
                    {"role":"user","content":"c"}]
                    """
            ).replacingOccurrences(of: #""max_tokens":100"#, with: #""max_tokens":9000"#))
        let target = T.target("kimi-k2.5", profile: "kimi-coding")
        let encoded = try AnthropicCodec.write(request, target)
        let body = T.written(encoded)
        #expect(!encoded.headers.contains { $0.name == "anthropic-beta" })
        #expect(!body.contains("speed") && !body.contains("defer_loading"))
        #expect(!body.contains("output_config") && !body.contains("context_management"))
        #expect(try T.member(body, "thinking", "type") == #""enabled""#)
        #expect(try T.member(body, "tools", "1", "name") == #""bash""#)
        #expect(try T.member(body, "tools", "1", "type") == nil)
        #expect(try T.member(body, "tools", "2") == nil)
        #expect(body.contains(#""thinking":"t","signature":"kimi-sig""#))
        #expect(encoded.plan.builtinTools == ["bash": "bash_20250124"])
    }

    @Test("Vertex: the model in the path, the version in the body")
    func vertex() throws {
        var request = T.request()
        request.stream = true
        let encoded = try AnthropicCodec.write(
            request, T.target("claude-sonnet-4-5@20250929", profile: "vertex"))
        let body = T.written(encoded)
        #expect(encoded.path == "/models/claude-sonnet-4-5@20250929:streamRawPredict")
        #expect(try T.member(body, "model") == nil)
        #expect(
            try T.member(body, "anthropic_version") == #""vertex-2023-10-16""#)
        #expect(encoded.plan.streams && encoded.plan.clientStreams)
    }

    @Test("the default limit of an answer, and the most that a model gives")
    func limits() throws {
        var request = T.request()
        func limit(_ model: String, _ profile: String = "") throws -> String? {
            let target = T.target(model, client: .openaiChat, profile: profile)
            return try T.member(
                try T.write(request, target), "max_tokens")
        }
        #expect(try limit("claude-opus-4-8") == "32000")
        #expect(try limit("claude-3-haiku-20240307") == "4096")
        #expect(try limit("something") == "4096")
        #expect(try limit("glm-4.7", "glm") == "96000")
        request.sampling.maxOutputTokens = 1_000_000
        #expect(try limit("claude-opus-4-8") == "128000")
        #expect(try limit("something") == "1000000")
    }

    @Test("beta features that the body needs")
    func betas() throws {
        var request = T.request()
        request.tools = [T.tool()]
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .low
        let encoded = try AnthropicCodec.write(request, T.chat("claude-opus-4-5"))
        let header = encoded.headers.first { $0.name == "anthropic-beta" }
        #expect(header?.value == "effort-2025-11-24,interleaved-thinking-2025-05-14")
    }
}
