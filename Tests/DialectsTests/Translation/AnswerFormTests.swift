import IPC
import Testing

@testable import Dialects

@Suite("forms that an answer comes in")
struct AnswerFormTests {
    private static let frame =
        #"data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}"#
        + "\n\ndata: [DONE]\n\n"
    private static let plain =
        #"{"id":"1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#

    /// A plain answer over many lines, as some servers write it, with a line break within a string.
    private static let pretty = """
        {
          "id": "1", "model": "m",
          "choices": [{
            "index": 0, "finish_reason": "tool_calls",
            "message": {"role": "assistant", "content": "one\\ntwo", "tool_calls": [
              {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\\n}"}}
            ]}
          }]
        }
        """

    private let pair = Pair(client: .anthropic, provider: .openaiChat)

    @Test("pitfall 44: JSON for a stream, a stream for JSON, and blanks or a mark before either")
    func pitfall44() throws {
        for streams in [true, false] {
            var outputs: Set<String> = []
            for start in ["", "\n\r\n", "\u{FEFF}"] {
                for body in [Self.frame, Self.plain] {
                    let outcome = try pair.translate(Array((start + body).utf8), streams: streams)
                    #expect(outcome.failure == nil)
                    outputs.insert(outcome.text)
                }
            }
            #expect(outputs.count == 1)
        }
    }

    @Test("pitfall 44: line breaks of a plain answer never reach a stream")
    func linesOfPlainAnswers() throws {
        for client in Dialect.clients {
            let pair = Pair(client: client, provider: .openaiChat)
            let outcome = try pair.translate(Array(Self.pretty.utf8), streams: true)
            #expect(outcome.failure == nil)
            #expect(!outcome.text.contains("{\n"))
            #expect(outcome.text.contains("one\\ntwo"))
        }
    }

    @Test("JSON on several lines is no NDJSON", arguments: [1, 2, 7, 1000])
    func prettyLines(size: Int) throws {
        let pair = Pair(client: .openaiChat, provider: .ollama)
        let text =
            "{\n \"model\": \"m\", \"message\": {\"role\": \"assistant\", \"content\": \"hi\"},\n \"done\": true}"
        let bytes = Array(text.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min(bytes.count, $0 + size)])
        }
        let outcome = Outcome(try pair.translation(pair.context(streams: true)), pieces)
        #expect(outcome.failure == nil)
        #expect(outcome.text.contains(#""content":"hi""#))
    }

    @Test(
        arguments: [
            ("{\"a\":\n1}", "{\"a\": 1}"), ("{\r\n}", "{  }"), ("[\"a\\\"\n", "[\"a\\\"\n"),
            ("{\"a\\\\\":\n\"b\"}", "{\"a\\\\\": \"b\"}"), ("{}", "{}"),
        ])
    func lineBreaksBetweenTokens(json: String, line: String) {
        var bytes = Array(json.utf8)
        LineBreaks.replace(in: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == line)
    }

    @Test(
        arguments: [
            ("{", Framing.events, StreamStart.json), ("[", .events, .json), ("<", .events, .page),
            ("d", .events, .other), (":", .events, .other), ("", .events, .unknown),
            ("{", .lines, .unknown), ("{ ", .lines, .unknown), ("{\"", .lines, .other),
            ("{\n", .lines, .json), ("{ \r", .lines, .json), ("x", .lines, .other),
            ("{", .amazon, .json), ("\0\0", .amazon, .other),
        ])
    func starts(text: String, framing: Framing, start: StreamStart) {
        #expect(StreamStart.of(Array(text.utf8).span.bytes, framing) == start)
    }

    @Test(
        "pitfall 18: a whole call without arguments has an empty object, one that was cut off has none"
    )
    func pitfall18() {
        func run(_ events: [AnswerEvent]) -> String? {
            var filter = AnswerFilter(AnswerPlan())
            var out: [AnswerEvent] = []
            for event in events { filter.take(event, into: &out) }
            filter.finish(estimatedInput: 0, into: &out)
            var builder = AnswerBuilder()
            for event in out { builder.add(event) }
            guard case .toolCall(let call) = builder.answer.blocks.first else { return nil }
            return call.arguments
        }
        let start = AnswerEvent.open(0, .toolCall(ToolCallStart(id: "c", name: "f")))
        #expect(run([start, .close(0), .stop(.toolCalls)]) == "{}")
        #expect(run([start, .arguments(0, "{ }"), .close(0), .stop(.toolCalls)]) == "{ }")
        #expect(run([start, .stop(.length)]) == "")
        let custom = AnswerEvent.open(
            0, .toolCall(ToolCallStart(id: "c", name: "f", kind: .custom)))
        #expect(run([custom, .close(0), .stop(.toolCalls)]) == "")
    }
}
