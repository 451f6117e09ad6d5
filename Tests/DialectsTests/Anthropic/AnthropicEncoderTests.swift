import DialectCheck
import Foundation
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("anthropic: writing answers")
struct AnthropicEncoderTests {
    private typealias T = AnthropicTesting

    private let start = AnswerEvent.start(AnswerStart(id: "chatcmpl-1", model: "gpt"))

    private func usage(_ input: UInt64, _ output: UInt64) -> AnswerEvent {
        var usage = TokenUsage()
        usage.input = input
        usage.output = output
        usage.isReported = true
        return .usage(usage)
    }

    private func call(_ id: String) -> BlockStart {
        .toolCall(ToolCallStart(id: id, name: "f"))
    }

    private func check(_ stream: String) {
        let violations = DialectCheck.stream(.anthropic, Array(stream.utf8))
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test("pitfall 53: every frame has its event line, pitfall 72: and none is [DONE]")
    func pitfall53And72() throws {
        let stream = T.encode([
            start, .open(0, .text), .text(0, "a"), .close(0), usage(3, 4), .stop(.end),
        ])
        #expect(
            T.types(stream) == [
                "message_start", "content_block_start", "content_block_delta",
                "content_block_stop", "message_delta", "message_stop",
            ])
        let frames = stream.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        #expect(frames.allSatisfy { $0.hasPrefix("event: ") && $0.contains("\ndata: {") })
        #expect(!stream.contains("[DONE]"))
        check(stream)
    }

    @Test("the first frame has an estimate until the provider tells counts")
    func estimate() throws {
        let events: [AnswerEvent] = [.open(0, .text), .text(0, "a"), .close(0), .stop(.end)]
        let first = T.frames(T.encode([start] + events))[0]
        #expect(try T.member(first, "message", "usage", "input_tokens") == "7")
        let told = T.frames(T.encode([start, usage(40, 1)] + events))[0]
        #expect(try T.member(told, "message", "usage", "input_tokens") == "40")
        #expect(try T.member(told, "message", "id")?.hasPrefix("\"msg_") == true)
    }

    @Test("pitfall 71: the model's name is the same everywhere")
    func pitfall71() throws {
        let context = T.context(model: "target-model")
        let nameless = AnswerEvent.start(AnswerStart(id: "", model: ""))
        let stream = T.encode([nameless, .open(0, .text), .text(0, "a"), .stop(.end)], context)
        #expect(try T.member(T.frames(stream)[0], "message", "model") == #""target-model""#)
    }

    @Test(
        "pitfall 21: of calls that come interleaved one is open at a time, pitfall 51: and started")
    func pitfall21And51() throws {
        let stream = T.encode([
            start, .open(0, call("c0")), .open(1, call("c1")), .open(2, call("c2")),
            .arguments(1, "{\"b\":"), .arguments(0, "{\"a\":"), .arguments(2, "{}"),
            .arguments(0, "1}"), .close(2), .arguments(1, "2}"), .close(0), .close(1),
            .stop(.toolCalls),
        ])
        check(stream)
        let answer = DialectCheck.aggregate(.anthropic, stream: Array(stream.utf8))
        #expect(answer.toolCalls.map(\.argumentsRaw) == ["{\"a\":1}", "{\"b\":2}", "{}"])
    }

    @Test("pitfall 73: arguments go out as they come")
    func pitfall73() throws {
        var encoder = AnthropicCodec.makeEncoder(T.context())
        var output: [UInt8] = []
        for event in [start, .open(0, call("c")), .arguments(0, "{\"a\":")] {
            encoder.encode(event, into: &output)
        }
        #expect(String(decoding: output, as: UTF8.self).contains(#""partial_json":"{\"a\":""#))
    }

    @Test("pitfall 52: tool_use is said only where a call was shown")
    func pitfall52() throws {
        let none = T.encode([start, .open(0, .text), .text(0, "a"), .stop(.toolCalls)])
        #expect(none.contains(#""stop_reason":"end_turn""#))
        let some = T.encode([start, .open(0, call("c")), .close(0), .stop(.end)])
        #expect(some.contains(#""stop_reason":"tool_use""#))
    }

    @Test("pitfall 70: an answer without content has one empty text")
    func pitfall70() throws {
        let stream = T.encode([start, .open(0, .text), .close(0), .stop(.end)])
        #expect(T.types(stream).contains("content_block_start"))
        check(stream)
        let whole = AnthropicCodec.whole(Answer(), T.context())
        #expect(
            try T.member(String(decoding: whole, as: UTF8.self), "content")
                == #"[{"type":"text","text":""}]"#)
    }

    @Test("pitfall 69: what was filtered is a refusal")
    func pitfall69() throws {
        let stream = T.encode([
            start, .open(0, .refusal), .text(0, "no"), .close(0), .stop(.filtered),
        ])
        #expect(stream.contains(#""stop_reason":"refusal""#) && stream.contains(#""text":"no""#))
        check(stream)
    }

    @Test("thoughts end with their proof: bare from the same dialect, else in an envelope")
    func proofs() throws {
        let events: [AnswerEvent] = [
            start, .open(0, .reasoning), .text(0, "t"), .proof(0, Proof(.google, "G")), .close(0),
            .open(1, .redactedReasoning), .proof(1, Proof(.google, "R")), .close(1),
            .open(2, .reasoning), .proof(2, Proof(.google, "only")), .close(2),
            .open(3, .reasoning), .close(3), .open(4, .text), .text(4, "a"), .close(4), .stop(.end),
        ]
        let own = T.encode(events)
        #expect(own.contains(#""signature":"G""#) && own.contains(#""data":"R""#))
        let foreign = T.encode(events, T.context(provider: .gemini))
        #expect(foreign.contains(#""signature":"gw1.google.G""#))
        check(foreign)
        let answer = T.answer(try T.decode(T.frames(foreign)))
        #expect(answer.blocks.count == 4)
        let whole = AnthropicCodec.whole(T.answer(events), T.context(provider: .gemini))
        #expect(DialectCheck.answer(.anthropic, whole).isEmpty)
        #expect(
            T.answer(try T.decode(whole: String(decoding: whole, as: UTF8.self))).blocks
                == answer.blocks)
    }

    @Test("a client that wants no thoughts still gets their proofs")
    func hiddenThoughts() throws {
        var context = T.context(provider: .gemini)
        context.plan.showsReasoning = false
        let events: [AnswerEvent] = [
            start, .open(0, .reasoning), .text(0, "secret"), .proof(0, Proof(.google, "G")),
            .close(0), .open(1, .reasoning), .text(1, "secret"), .close(1), .open(2, .text),
            .text(2, "a"), .close(2), .stop(.end),
        ]
        let stream = T.encode(events, context)
        check(stream)
        #expect(!stream.contains("secret") && stream.contains("gw1.google.G"))
        let whole = String(
            decoding: AnthropicCodec.whole(T.answer(events), context), as: UTF8.self)
        #expect(!whole.contains("secret") && whole.contains("gw1.google.G"))
    }

    @Test("pitfall 28: a summary of several parts is one block of thoughts")
    func pitfall28() throws {
        let stream = T.encode([
            start, .open(0, .reasoning), .text(0, "one"), .text(0, "\n\n"), .text(0, "two"),
            .close(0), .open(1, .text), .text(1, "a"), .close(1), .stop(.end),
        ])
        let answer = DialectCheck.aggregate(.anthropic, stream: Array(stream.utf8))
        #expect(answer.reasoning == "one\n\ntwo")
    }

    @Test("citations of another dialect are places in the web")
    func citations() throws {
        var citation = Citation(url: "https://a", title: nil)
        citation.citedText = "c"
        let events: [AnswerEvent] = [
            start, .open(0, .text), .text(0, "a"), .citation(0, citation), .close(0), .stop(.end),
        ]
        let stream = T.encode(events, T.context(provider: .openaiResponses))
        check(stream)
        #expect(stream.contains(#""url":"https://a","title":null,"encrypted_index":"""#))
        let again = try T.read(
            T.body(
                messages:
                    #"[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"a","citations":[{"type":"web_search_result_location","url":"u","title":"t","cited_text":"c","encrypted_index":""}]}]},{"role":"user","content":"b"}]"#
            ))
        // One that the gateway made is not sent to a provider.
        #expect(!(try T.write(again)).contains("citations"))
    }

    @Test("ids that the dialect does not take are made legal")
    func ids() throws {
        let stream = T.encode([
            start, .open(0, call("functions.f:0")), .arguments(0, "{}"), .close(0),
            .stop(.toolCalls),
        ])
        check(stream)
        #expect(!stream.contains("functions.f:0"))
    }

    @Test("a failure ends the stream with an error and nothing else")
    func failure() throws {
        var encoder = AnthropicCodec.makeEncoder(T.context())
        var output: [UInt8] = []
        encoder.encode(start, into: &output)
        encoder.encode(.open(0, .text), into: &output)
        encoder.encode(.text(0, "a"), into: &output)
        encoder.fail(
            GatewayError(status: 529, code: "overloaded", message: "Overloaded"), into: &output)
        let stream = String(decoding: output, as: UTF8.self)
        #expect(T.types(stream).last == "error")
        #expect(stream.hasSuffix(#"{"type":"overloaded_error","message":"Overloaded"}}"# + "\n\n"))
    }

    @Test("an unusable answer without content is an error")
    func malformed() throws {
        #expect(T.types(T.encode([start, .stop(.malformed)])) == ["error"])
    }

    @Test("pitfall 151: counts exclude what came from a cache")
    func pitfall151() throws {
        var usage = TokenUsage()
        (usage.input, usage.cacheRead, usage.cacheWrite) = (10, 20, 30)
        (usage.output, usage.reasoning) = (4, 6)
        let stream = T.encode([
            start, .open(0, .text), .text(0, "a"), .close(0), .usage(usage), .stop(.end),
        ])
        let last = T.frames(stream).suffix(2).first ?? ""
        #expect(try T.member(last, "usage", "input_tokens") == "10")
        #expect(try T.member(last, "usage", "cache_read_input_tokens") == "20")
        #expect(try T.member(last, "usage", "cache_creation_input_tokens") == "30")
        #expect(try T.member(last, "usage", "output_tokens") == "10")
    }

    @Test("a heartbeat is a ping, a count of tokens one number")
    func small() throws {
        let ping = String(decoding: AnthropicCodec.heartbeat(.body), as: UTF8.self)
        #expect(ping == "event: ping\ndata: {\"type\":\"ping\"}\n\n")
        let count = AnthropicCodec.tokenCount(12, T.context())
        #expect(String(decoding: count, as: UTF8.self) == #"{"input_tokens":12}"#)
    }
}
