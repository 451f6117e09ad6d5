import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("ollama: providers")
struct OllamaProviderTests {
    private let testing = OllamaTesting.provider

    private func answer(_ lines: [String]) throws -> Answer {
        let events = try testing.events(frames: lines.map { ("", $0) })
        #expect(EventGrammar.mistake(in: events) == nil)
        return ProviderTesting<OllamaCodec>.answer(events)
    }

    private static func line(_ message: String) -> String {
        #"{"model":"m","message":\#(message),"done":false}"#
    }

    private static func end(_ reason: String = "stop", _ message: String = "{}") -> String {
        #"{"model":"m","message":\#(message),"done":true,"done_reason":"\#(reason)","prompt_eval_count":3,"eval_count":4}"#
    }

    // MARK: Answers

    @Test func callsMayComeInOneLineSeveralOrTheLast() throws {
        let answer = try answer([
            Self.line(#"{"thinking":"t"}"#), Self.line(#"{"content":"a"}"#),
            Self.line(
                #"{"tool_calls":[{"function":{"name":"f","arguments":{"b": 1.0}}},{"id":"x","function":{"name":"g","arguments":"{}"}}]}"#
            ),
            Self.end("stop", #"{"tool_calls":[{"function":{"name":"h"}}]}"#),
        ])
        let target = testing.target()
        #expect(
            answer.blocks == [
                .reasoning(Reasoning("t")), .text(TextBlock("a")),
                .toolCall(
                    ToolCall(id: CallIDs.invented(target, 0), name: "f", arguments: #"{"b": 1.0}"#)),
                .toolCall(ToolCall(id: "x", name: "g", arguments: "{}")),
                .toolCall(ToolCall(id: CallIDs.invented(target, 2), name: "h", arguments: "{}")),
            ])
        #expect(answer.stop == .toolCalls && answer.usage.input == 3 && answer.usage.output == 4)
        #expect(answer.start.model == "m")
    }

    @Test func anAnswerThatOnlyWarmsUpIsEmpty() throws {
        let load =
            #"{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}"#
        #expect(try testing.failure { try testing.events(whole: load) } == .empty)
    }

    @Test func errorsAreReported() throws {
        let error = #"{"error":"model 'x' not found"}"#
        #expect(
            try testing.failure { try testing.events(whole: error) } == .reported(Array(error.utf8))
        )
        #expect(
            try testing.failure {
                try testing.events(frames: [("", Self.line("{}")), ("", error)])
            }
                == .reported(Array(error.utf8)))
    }

    @Test("pitfall 10: an end without the dialect's own is none") func pitfall10() throws {
        let stream = Array((Self.line(#"{"content":"a"}"#) + "\n").utf8)
        #expect(try testing.failure { try testing.events(stream: stream) } == .cutShort)
        let cut = Array(Self.line(#"{"content":"a"}"#).utf8.dropLast(5))
        #expect(try testing.failure { try testing.events(stream: stream + cut) } == .cutShort)
        #expect(try answer([Self.end("length")]).stop == .length)
    }

    @Test(arguments: ["<html>", "[]", #"{"message":{"tool_calls":[{}]}}"#])
    func whatIsNoAnswerIsMalformed(_ line: String) throws {
        guard case .malformed? = try testing.failure({ try testing.events(frames: [("", line)]) })
        else { return #expect(Bool(false), "\(line)") }
    }

    // MARK: Requests

    @Test func aToolLoop() throws {
        var request = testing.request()
        var tool = Tool(name: "read", description: "d")
        tool.namespace = "mcp"
        request.tools = [tool]
        var call = ToolCall(id: "c", name: "read", arguments: #"{"b": 1.0}"#)
        call.namespace = "mcp"
        let picture = Block.media(Media(.image, .base64("iVBORw0KGgo=")))
        let result = ToolResult(
            callID: "c", content: [.text(TextBlock("1")), .text(TextBlock("2")), picture])
        request.turns += [
            Turn(.assistant, [.reasoning(Reasoning("t")), .toolCall(call)]),
            Turn(.user, [.toolResult(result)]),
        ]
        let body = try testing.write(request)
        #expect(
            body.raw("messages", "1")
                == #"{"role":"assistant","content":"","thinking":"t","tool_calls":[{"function":{"name":"mcp__read","arguments":{"b": 1.0}}}]}"#
        )
        #expect(
            body.raw("messages", "2")
                == #"{"role":"tool","content":"1\n2","tool_name":"mcp__read"}"#)
        #expect(body.raw("messages", "3", "images") == #"["iVBORw0KGgo="]"#)
        #expect(
            try OllamaCodec.write(request, testing.target()).plan.namespaces["mcp__read"]
                == QualifiedName(namespace: "mcp", name: "read"))
    }

    @Test(
        arguments: [
            (ToolChoice.auto, 2, 0), (ToolChoice.none, nil, 0), (.required, 2, 1),
            (.tool("g"), 1, 1),
            (.allowed(["f"], required: false), 1, 0), (.allowed(["f"], required: true), 1, 1),
        ] as [(ToolChoice, Int?, Int)])
    func toolChoice(_ choice: ToolChoice, _ count: Int?, _ warnings: Int) throws {
        var request = testing.request()
        request.tools = [Tool(name: "f"), Tool(name: "g")]
        request.toolChoice = choice
        #expect(try testing.write(request)["tools"]?.count == count)
        #expect(try OllamaCodec.write(request, testing.target()).warnings.count == warnings)
    }

    @Test func theContextHoldsTheRequest() throws {
        var request = testing.request(String(repeating: "word ", count: 8000))
        #expect(try testing.write(request).at("options", "num_ctx")?.int == 16_384)
        request = testing.request()
        request.sampling.temperature = NumberText("0.50")
        #expect(try testing.write(request).raw("options") == #"{"temperature":0.50}"#)
    }

    @Test func thinking() throws {
        func think(_ model: String, _ effort: ReasoningRequest.Effort) throws -> String? {
            var request = testing.request()
            request.reasoning = ReasoningRequest()
            request.reasoning?.effort = effort
            return try testing.write(request, testing.target(model)).raw("think")
        }
        #expect(try think("qwen3:4b", .low) == "true" && think("qwen3:4b", .none) == "false")
        #expect(try think("gpt-oss:20b", .xhigh) == #""high""#)
        #expect(try testing.write(testing.request())["think"] == nil)
    }

    @Test func whatCannotBeShownIsRefused() throws {
        for media in [
            Media(.audio, .base64("UklGRg==")), Media(.video, .base64("AAAA")),
            Media(.document, .base64("JVBERi0xLjQK"), mediaType: "application/pdf"),
            Media(.image, .file(OpaqueID(.openaiChat, "f"))),
        ] {
            var request = testing.request()
            request.turns[0].blocks.append(.media(media))
            #expect(try testing.refusal(request)?.param == "messages")
        }
        var request = testing.request()
        request.sampling.candidates = 2
        #expect(try testing.refusal(request)?.param == "n")
    }

    @Test(
        "whatever a client of another dialect says, a strict provider takes",
        arguments: 0..<300 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        let clients: [Dialect] = [.openaiChat, .openaiResponses, .anthropic, .gemini]
        let client = clients[Int(seed % 4)]
        var generator = ConversationGenerator(seed: seed, client: client)
        generator.includesRefusable = seed.isMultiple(of: 7)
        let request = generator.request()
        let target = testing.target(client: client)
        if let refusal = try testing.refusal(request, target) {
            #expect(refusal.status == 400)
            return
        }
        let violations = try testing.violations(request, target)
        #expect(violations.isEmpty, "\(violations)")
        // What was written is read again, and written again it is the same.
        let body = testing.body(try OllamaCodec.write(request, target))
        let again = try OllamaTesting.read(String(decoding: body, as: UTF8.self))
        let own = testing.target(client: .ollama)
        let first = testing.body(try OllamaCodec.write(again, own))
        let second = testing.body(
            try OllamaCodec.write(
                OllamaTesting.read(String(decoding: first, as: UTF8.self)), own))
        #expect(first == second)
    }
}
