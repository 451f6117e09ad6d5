import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("bedrock: tools and thoughts")
struct BedrockToolTests {
    private let testing = BedrockCorpusTests.testing

    private static let llama = "meta.llama3-1-70b-instruct-v1:0"
    private static let mistral = "mistral.mistral-large-2402-v1:0"

    private func tool(_ name: String) -> Tool {
        Tool(
            name: name, description: "d",
            parameters: RawJSON(#"{"type":"object","properties":{"a":{}}}"#))
    }

    /// A request whose history holds a call of `f` and its result.
    private func loop(_ blocks: [Block] = [], _ result: [Block] = [.text(TextBlock("r"))])
        -> ModelRequest
    {
        var request = testing.request()
        let call = Block.toolCall(ToolCall(id: "c:1", name: "f", arguments: #"{"b": 1.0}"#))
        request.turns += [
            Turn(.assistant, blocks + [call]),
            Turn(.user, [.toolResult(ToolResult(callID: "c:1", content: result))]),
        ]
        return request
    }

    @Test func aToolLoop() throws {
        var request = loop([.text(TextBlock("see"))])
        request.tools = [tool("f")]
        let body = try testing.write(request)
        let id = CallIDs.legal("c:1", .word(64))
        #expect(
            body.raw("messages", "1", "content")
                == #"[{"text":"see"},{"toolUse":{"toolUseId":"\#(id)","name":"f","input":{"b": 1.0}}}]"#
        )
        #expect(
            body.raw("messages", "2", "content")
                == #"[{"toolResult":{"toolUseId":"\#(id)","content":[{"text":"r"}]}}]"#)
        #expect(
            body.raw("toolConfig")
                == #"{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object","properties":{"a":{}}}}}}]}"#
        )
        #expect(try testing.violations(request).isEmpty)
    }

    @Test func mistralWantsIDsOfNineCharacters() throws {
        let body = try testing.write(loop(), testing.target(Self.mistral))
        let id = body.at("messages", "1", "content", "0", "toolUse", "toolUseId")?.string
        #expect(id == CallIDs.legal("c:1", .alphanumeric(9)))
        #expect(id == body.at("messages", "2", "content", "0", "toolResult", "toolUseId")?.string)
    }

    @Test("pitfall 103: a failed result says so") func pitfall103() throws {
        var request = loop()
        guard case .toolResult(var result) = request.turns[2].blocks[0] else { return }
        result.isError = true
        result.content = []
        request.turns[2].blocks = [.toolResult(result)]
        let path = ["messages", "2", "content", "0", "toolResult"]
        let claude = try testing.write(request).at(path[0], path[1], path[2], path[3], path[4])
        #expect(claude?["status"]?.string == "error")
        #expect(claude?.raw("content") == #"[{"text":"(no output)"}]"#)
        let llama = try testing.write(request, testing.target(Self.llama))
            .at(path[0], path[1], path[2], path[3], path[4])
        #expect(llama?["status"] == nil)
    }

    @Test("pitfall 100: a result that is JSON stays it") func pitfall100() throws {
        var request = loop([], [])
        guard case .toolResult(var result) = request.turns[2].blocks[0] else { return }
        result.json = RawJSON(#"{"n": 1.50}"#)
        request.turns[2].blocks = [.toolResult(result)]
        let path = ["messages", "2", "content", "0", "toolResult", "content", "0"]
        #expect(
            try testing.write(request).raw(
                path[0], path[1], path[2], path[3], path[4], path[5], path[6])
                == #"{"json":{"n": 1.50}}"#)
        result.json = RawJSON("[1]")
        request.turns[2].blocks = [.toolResult(result)]
        #expect(
            try testing.write(request).raw(
                path[0], path[1], path[2], path[3], path[4], path[5], path[6])
                == #"{"text":"[1]"}"#)
    }

    @Test func aHistoryWithToolsNeedsADeclaration() throws {
        let body = try testing.write(loop())
        #expect(body.at("toolConfig", "tools")?.count == 1)
        #expect(body.at("toolConfig", "tools", "0", "toolSpec", "name")?.string == "f")
        #expect(try testing.violations(loop()).isEmpty)
    }

    @Test("pitfall 117: no call at all is said by leaving the tools out, or in words")
    func pitfall117() throws {
        var request = testing.request()
        request.tools = [tool("f")]
        request.toolChoice = ToolChoice.none
        #expect(try testing.write(request)["toolConfig"] == nil)
        var late = loop()
        late.tools = [tool("f")]
        late.toolChoice = ToolChoice.none
        let body = try testing.write(late)
        #expect(body["toolConfig"]?["toolChoice"] == nil && body["toolConfig"] != nil)
        #expect(body.at("system", "0", "text")?.string == "Answer without calling a tool.")
        #expect(try BedrockCodec.write(late, testing.target()).warnings.count == 1)
    }

    @Test func aDemandedTool() throws {
        var request = testing.request()
        request.tools = [tool("f"), tool("g")]
        request.toolChoice = .tool("g")
        #expect(
            try testing.write(request).raw("toolConfig", "toolChoice") == #"{"tool":{"name":"g"}}"#
        )
        // Mistral can only be told to call any.
        let mistral = try testing.write(request, testing.target(Self.mistral))
        #expect(mistral.raw("toolConfig", "toolChoice") == #"{"any":{}}"#)
        #expect(mistral.at("toolConfig", "tools")?.count == 1)
        let llama = testing.target(Self.llama)
        #expect(try testing.write(request, llama).at("toolConfig", "toolChoice") == nil)
        #expect(try BedrockCodec.write(request, llama).warnings.count == 1)
        request.toolChoice = .required
        #expect(try testing.write(request).raw("toolConfig", "toolChoice") == #"{"any":{}}"#)
        request.toolChoice = .auto
        #expect(try testing.write(request).at("toolConfig", "toolChoice") == nil)
    }

    @Test("pitfall 120: a demanded tool and a budget exclude each other") func pitfall120() throws {
        var request = testing.request()
        request.tools = [tool("f")]
        request.toolChoice = .required
        request.reasoning = ReasoningRequest()
        request.reasoning?.budget = 4000
        let body = try testing.write(request)
        #expect(body["additionalModelRequestFields"] == nil)
        #expect(body.raw("toolConfig", "toolChoice") == #"{"any":{}}"#)
    }

    @Test func cachePointsStandBehindWhatTheyClose() throws {
        let mark = OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral"}"#))
        var request = loop()
        var marked = tool("f")
        marked.cacheMark = mark
        request.tools = [marked]
        guard case .toolResult(var result) = request.turns[2].blocks[0] else { return }
        result.cacheMark = mark
        request.turns[2].blocks = [.toolResult(result)]
        let body = try testing.write(request, testing.target(client: .anthropic))
        let point = #"{"cachePoint":{"type":"default"}}"#
        #expect(body.raw("toolConfig", "tools", "1") == point)
        #expect(body.raw("messages", "2", "content", "1") == point)
        #expect(try testing.violations(request).isEmpty)
        // Nova caches no declarations.
        let nova = try testing.write(request, testing.target("us.amazon.nova-pro-v1:0"))
        #expect(nova.at("toolConfig", "tools")?.count == 1)
    }

    // MARK: Thoughts

    private static let thought = Block.reasoning(
        Reasoning(" hm\n", proof: Proof(.anthropic, "Sig+/==")))

    @Test("pitfall 138 and 169: thoughts of another maker do not go back")
    func pitfall138() throws {
        let foreign = Block.reasoning(Reasoning("x", proof: Proof(.openai, "gAAAA")))
        let unknown = Block.reasoning(Reasoning("x", proof: Proof(.unknown, "E")))
        let bare = Block.reasoning(Reasoning("x"))
        let body = try testing.write(loop([foreign, unknown, bare, Self.thought]))
        #expect(body.at("messages", "1", "content")?.count == 2)
        // Nor do a Claude's go to another model.
        let other = try testing.write(loop([Self.thought]), testing.target(Self.llama))
        #expect(other.at("messages", "1", "content")?.count == 1)
    }

    @Test("pitfall 141: thoughts stand first and stay as they are") func pitfall141() throws {
        let hidden = Block.reasoning(
            Reasoning("", proof: Proof(.anthropic, "EuY="), isRedacted: true))
        let body = try testing.write(loop([.text(TextBlock("a")), Self.thought, hidden]))
        let content = body.at("messages", "1", "content")
        #expect(
            content?.raw("0")
                == #"{"reasoningContent":{"reasoningText":{"text":" hm\n","signature":"Sig+/=="}}}"#
        )
        #expect(content?.raw("1") == #"{"reasoningContent":{"redactedContent":"RXVZPQ=="}}"#)
        #expect(content?.raw("2") == #"{"text":"a"}"#)
    }

    @Test func aLoopWithoutItsThoughtsGoesOnWithoutABudget() throws {
        var request = loop()
        request.tools = [tool("f")]
        request.reasoning = ReasoningRequest()
        request.reasoning?.budget = 4000
        #expect(try testing.write(request)["additionalModelRequestFields"] == nil)
        var thoughtful = loop([Self.thought])
        thoughtful.tools = [tool("f")]
        thoughtful.reasoning = request.reasoning
        let fields = try testing.write(thoughtful)["additionalModelRequestFields"]
        #expect(fields?.at("thinking", "budget_tokens")?.int == 4000)
        // Clients of other dialects expect thoughts between calls.
        #expect(fields?.raw("anthropic_beta") == #"["interleaved-thinking-2025-05-14"]"#)
    }
}
