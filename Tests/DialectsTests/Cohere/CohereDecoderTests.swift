import DialectCheck
import IPC
import Testing

@testable import Dialects

@Suite("cohere: answers")
struct CohereDecoderTests {
    private let testing = CohereCorpusTests.testing

    private func answer(_ frames: [String]) throws -> Answer {
        ProviderTesting<CohereCodec>.answer(try events(frames))
    }

    private func events(_ frames: [String], finishes: Bool = true) throws -> [AnswerEvent] {
        try testing.events(frames: frames.map { ("", $0) }, finishes: finishes)
    }

    private static let start =
        #"{"id":"i1","type":"message-start","delta":{"message":{"role":"assistant"}}}"#

    private static func end(_ reason: String, _ more: String = "") -> String {
        #"{"type":"message-end","delta":{"finish_reason":"\#(reason)"\#(more)}}"#
    }

    private static func open(_ index: Int, _ content: String) -> String {
        #"{"type":"content-start","index":\#(index),"delta":{"message":{"content":\#(content)}}}"#
    }

    private static func delta(_ index: Int, _ content: String) -> String {
        #"{"type":"content-delta","index":\#(index),"delta":{"message":{"content":\#(content)}}}"#
    }

    private static func close(_ index: Int) -> String {
        #"{"type":"content-end","index":\#(index)}"#
    }

    private static func call(_ index: Int, _ id: String, _ arguments: String = "") -> String {
        #"{"type":"tool-call-start","index":\#(index),"delta":{"message":{"tool_calls":{"id":"\#(id)","type":"function","function":{"name":"f","arguments":"\#(arguments)"}}}}}"#
    }

    private static func arguments(_ index: Int, _ json: String) -> String {
        #"{"type":"tool-call-delta","index":\#(index),"delta":{"message":{"tool_calls":{"function":{"arguments":\#(json)}}}}}"#
    }

    private static func endCall(_ index: Int) -> String {
        #"{"type":"tool-call-end","index":\#(index)}"#
    }

    @Test func thoughtsPlansTextsAndCallsAreBlocksInTheirOrder() throws {
        let answer = try answer([
            Self.start, Self.open(0, #"{"type":"thinking","thinking":""}"#),
            Self.delta(0, #"{"thinking":"hm"}"#), Self.close(0),
            Self.open(1, #"{"type":"text","text":"a"}"#), Self.delta(1, #"{"text":"b"}"#),
            Self.close(1), Self.open(2, #"{"type":"text","text":"c"}"#), Self.close(2),
            #"{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will"}}}"#,
            Self.call(0, "c1"), Self.arguments(0, #""{\"x\":""#), Self.arguments(0, #""1}""#),
            Self.endCall(0),
            Self.end(
                "TOOL_CALL", #","usage":{"billed_units":{"input_tokens":1,"output_tokens":1}}"#),
        ])
        #expect(
            answer.blocks == [
                .reasoning(Reasoning("hm")), .text(TextBlock("ab")), .text(TextBlock("c")),
                .reasoning(Reasoning("I will")),
                .toolCall(ToolCall(id: "c1", name: "f", arguments: #"{"x":1}"#)),
            ])
        #expect(answer.start.id == "i1" && answer.stop == .toolCalls)
        // Without counts of tokens the billed ones serve.
        #expect(answer.usage.allInput == 1 && answer.usage.allOutput == 1)
    }

    @Test("pitfall 18: arguments that are null, empty or missing are an empty object")
    func pitfall18() throws {
        for pieces in [[], [#""""#], [#""null""#], [#""nu""#, #""ll""#], ["null"], [#"" ""#]] {
            let frames =
                [Self.call(0, "c1")] + pieces.map { Self.arguments(0, $0) }
                + [Self.endCall(0), Self.end("TOOL_CALL")]
            let events = try events(frames)
            #expect(events.contains(.arguments(0, "{}")), "\(pieces)")
        }
        let text =
            #"{"id":"1","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"null"}},{"id":"b","type":"function","function":{"name":"f"}}]}}"#
        let calls = ProviderTesting<CohereCodec>.reduced(try testing.events(whole: text)).toolCalls
        #expect(calls.map(\.argumentsRaw) == ["{}", "{}"])
    }

    @Test("pitfall 19: arguments given as an object are its text")
    func pitfall19() throws {
        let answer = try answer([
            Self.call(0, ""), Self.arguments(0, #"{"b":1.0}"#), Self.end("TOOL_CALL"),
        ])
        guard case .toolCall(let call) = answer.blocks.first else {
            return #expect(Bool(false), "a call was expected")
        }
        #expect(call.arguments == #"{"b":1.0}"# && call.id.hasPrefix("call_"))
    }

    @Test func whatOnlyBeginsLikeNullStays() throws {
        let answer = try answer([
            Self.call(0, "c"), Self.arguments(0, #""nul""#), Self.arguments(0, #""x""#),
            Self.end("TOOL_CALL"),
        ])
        #expect(
            answer.blocks == [.toolCall(ToolCall(id: "c", name: "f", arguments: "nulx"))])
    }

    @Test func citationsBelongToTheirText() throws {
        let citation =
            #"{"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":2,"text":"ab","type":"TEXT_CONTENT","sources":[{"type":"document","id":"d1","document":{"title":"T","url":"https://e.org"}},{"type":"tool","id":"t:0"}]}}}}"#
        let plan = citation.replacing("TEXT_CONTENT", with: "PLAN")
        let answer = try answer([
            Self.start, Self.open(0, #"{"type":"text","text":"ab"}"#), Self.close(0), citation,
            plan, Self.end("COMPLETE"),
        ])
        guard case .text(let text) = answer.blocks.first else {
            return #expect(Bool(false), "a text was expected")
        }
        #expect(text.citations.count == 2)
        #expect(text.citations[0].url == "https://e.org" && text.citations[0].title == "T")
        #expect(text.citations[0].range == 0..<2 && text.citations[0].citedText == "ab")
        #expect(text.citations[1].url == nil && text.citations[1].title == "t:0")
        #expect(text.citations[0].original?.dialect == .cohere)
    }

    @Test(arguments: [
        ("COMPLETE", StopReason.end), ("STOP_SEQUENCE", .stopSequence(nil)),
        ("MAX_TOKENS", .length), ("ERROR_TOXIC", .filtered), ("ERROR_LIMIT", .contextLength),
        ("TOOL_CALL", .end), ("SOMETHING_NEW", .end),
    ])
    func reasons(_ reason: String, _ expected: StopReason) throws {
        let answer = try answer([Self.delta(0, #"{"text":"a"}"#), Self.end(reason)])
        #expect(answer.stop == expected)
    }

    @Test(arguments: ["ERROR", "TIMEOUT"])
    func endsThatAreErrors(_ reason: String) throws {
        let failure = try testing.failure {
            try events([Self.delta(0, #"{"text":"a"}"#), Self.end(reason, #","error":"no luck""#)])
        }
        guard case .reported(let body) = failure else {
            return #expect(Bool(false), "\(String(describing: failure))")
        }
        let error = ReportedError.read(body)
        #expect(error.message == "no luck" && error.type == reason.lowercased())
    }

    @Test func errorsAmidAStream() throws {
        let frame = #"{"message":"too many requests"}"#
        #expect(
            try testing.failure { try events([Self.start, frame]) }
                == .reported(Array(frame.utf8)))
        #expect(
            try testing.failure { try testing.events(frames: [("error", #"{"type":"x"}"#)]) }
                == .reported(Array(#"{"type":"x"}"#.utf8)))
    }

    @Test("pitfall 10: an end without the dialect's own is none")
    func pitfall10() throws {
        let frames = [Self.start, Self.delta(0, #"{"text":"a"}"#)]
        #expect(try testing.failure { try events(frames) } == .cutShort)
        #expect(try testing.failure { try events(frames + ["[DONE]"]) } == .cutShort)
        #expect(try testing.failure { try events([Self.start]) } == .empty)
        #expect(try testing.failure { try events([Self.start, Self.end("COMPLETE")]) } == .empty)
        #expect(try events([Self.start, Self.end("MAX_TOKENS")]).last == .stop(.length))
    }

    @Test func whatIsNoAnswerIsMalformed() throws {
        for text in [
            "<html>", "[]", "1",
            #"{"type":"tool-call-start","delta":{"message":{"tool_calls":{}}}}"#,
        ] {
            guard case .malformed? = try testing.failure({ try events([text]) }) else {
                return #expect(Bool(false), "\(text)")
            }
        }
        guard case .malformed? = try testing.failure({ try testing.events(whole: "{}") }) else {
            return #expect(Bool(false), "an empty object")
        }
    }

    @Test("pitfall 155: more cached than read is counted apart")
    func pitfall155() throws {
        let usage =
            #","usage":{"tokens":{"input_tokens":10,"output_tokens":9,"reasoning_tokens":4},"cached_tokens":CACHED}"#
        for (cached, input) in [("4", UInt64(6)), ("40", 10)] {
            let end = Self.end("COMPLETE", usage.replacing("CACHED", with: cached))
            let counts = try answer([Self.delta(0, #"{"text":"a"}"#), end]).usage
            #expect(counts.input == input && counts.output == 5 && counts.reasoning == 4)
        }
    }
}
