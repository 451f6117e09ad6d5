import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("ollama: answers to clients")
struct OllamaEncoderTests {
    private typealias T = OllamaTesting

    private static func events(_ blocks: [AnswerEvent], _ stop: StopReason = .end) -> [AnswerEvent]
    {
        var usage = TokenUsage()
        (usage.input, usage.cacheRead, usage.output, usage.reasoning) = (3, 4, 5, 6)
        usage.isReported = true
        return [.start(AnswerStart(id: "i", model: "real"))] + blocks + [
            .usage(usage), .stop(stop),
        ]
    }

    private static let text: [AnswerEvent] = [.open(0, .text), .text(0, "a"), .close(0)]

    @Test func aChatIsALineForEachPiece() throws {
        let stream = T.encode(
            Self.events([
                .open(0, .reasoning), .text(0, "hm"), .close(0), .open(1, .text), .text(1, "a"),
                .open(2, .toolCall(ToolCallStart(id: "c", name: "f"))), .arguments(2, #"{"x":"#),
                .text(1, "b"), .arguments(2, "1.0}"), .close(2), .close(1),
            ]))
        let lines = try T.lines(stream)
        #expect(lines.count == 5)
        #expect(lines[0].raw("model") == #""real""#)
        #expect(lines[0].raw("created_at") == #""2023-11-14T22:13:20Z""#)
        #expect(
            lines[0].raw("message") == #"{"role":"assistant","content":"","thinking":"hm"}"#)
        #expect(lines[1].raw("message") == #"{"role":"assistant","content":"a"}"#)
        #expect(
            lines[3].raw("message", "tool_calls")
                == #"[{"id":"c","function":{"index":0,"name":"f","arguments":{"x":1.0}}}]"#)
        #expect(lines[4]["done"]?.bool == true && lines[4]["done_reason"]?.string == "stop")
        // Cached input and thoughts count as well.
        #expect(lines[4]["prompt_eval_count"]?.int == 7 && lines[4]["eval_count"]?.int == 11)
        #expect(DialectCheck.stream(.ollama, stream).isEmpty)
    }

    @Test func aPromptIsAnsweredInAnotherPlace() throws {
        let context = T.context(endpoint: .generate)
        let lines = try T.lines(T.encode(Self.events(Self.text), context))
        #expect(lines[0]["response"]?.string == "a" && lines[0]["message"] == nil)
        #expect(lines[1]["response"]?.string == "" && lines[1]["done"]?.bool == true)
        let answer = ProviderTesting<OllamaCodec>.answer(Self.events(Self.text))
        let whole = try JSONDocument(OllamaCodec.whole(answer, context)).root
        #expect(whole["response"]?.string == "a" && whole["done"]?.bool == true)
    }

    @Test(arguments: [
        (StopReason.end, "stop"), (.length, "length"), (.contextLength, "length"),
        (.toolCalls, "stop"), (.stopSequence("x"), "stop"), (.filtered, "stop"),
    ])
    func reasons(_ stop: StopReason, _ word: String) throws {
        let lines = try T.lines(T.encode(Self.events(Self.text, stop)))
        #expect(lines.last?["done_reason"]?.string == word)
    }

    @Test func anErrorIsALine() throws {
        var encoder = OllamaCodec.makeEncoder(T.context())
        var output: [UInt8] = []
        for event in Self.text { encoder.encode(event, into: &output) }
        let error = GatewayError(status: 502, code: "upstream", message: "broken \"x\"")
        encoder.fail(error, into: &output)
        let last = try #require(try T.lines(output).last)
        #expect(last.raw() == #"{"error":"broken \"x\""}"#)
        #expect(DialectCheck.error(.ollama, OllamaCodec.errorBody(error, requestID: "r")).isEmpty)
        #expect(OllamaCodec.heartbeat(.body).isEmpty)
    }

    @Test("pitfall 99: arguments that are no object are wrapped") func pitfall99() throws {
        let lines = try T.lines(
            T.encode(
                Self.events([
                    .open(0, .toolCall(ToolCallStart(id: "c", name: "f"))), .arguments(0, "[1]"),
                    .close(0),
                ])))
        #expect(
            lines[0].raw("message", "tool_calls", "0", "function", "arguments")
                == #"{"input":[1]}"#)
    }

    @Test(
        "whatever a provider of another dialect answers, a strict client can read",
        arguments: 0..<300 as Range<UInt64>)
    func answers(_ seed: UInt64) throws {
        var generator = AnswerGenerator(seed: seed, family: .anthropic)
        let events = generator.events()
        let stream = T.encode(events)
        let violations = DialectCheck.stream(.ollama, stream)
        #expect(violations.isEmpty, "\(violations)")
        let whole = OllamaCodec.whole(AnswerGenerator.answer(events), T.context())
        let wholeViolations = DialectCheck.answer(.ollama, whole)
        #expect(wholeViolations.isEmpty, "\(wholeViolations)")
        // Stream and plain answer say the same, but for the order of calls that came interleaved.
        var streamed = DialectCheck.aggregate(.ollama, stream: stream)
        var plain = DialectCheck.aggregate(.ollama, answer: whole)
        #expect(streamed.toolCalls.map(\.id).sorted() == plain.toolCalls.map(\.id).sorted())
        (streamed.toolCalls, plain.toolCalls) = ([], [])
        (streamed.reasoning, plain.reasoning) = (
            streamed.reasoning.filter { $0 != "\n" }, plain.reasoning.filter { $0 != "\n" }
        )
        #expect(streamed == plain)
    }
}
