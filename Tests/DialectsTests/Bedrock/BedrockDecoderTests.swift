import DialectCheck
import IPC
import Testing

@testable import Dialects

@Suite("bedrock: answers")
struct BedrockDecoderTests {
    private let testing = BedrockCorpusTests.testing

    private typealias Frame = (name: String, data: String)

    private static let start: Frame = ("messageStart", #"{"role":"assistant"}"#)

    private static func delta(_ index: Int, _ delta: String) -> Frame {
        ("contentBlockDelta", #"{"contentBlockIndex":\#(index),"delta":\#(delta),"p":"abc"}"#)
    }

    private static func close(_ index: Int) -> Frame {
        ("contentBlockStop", #"{"contentBlockIndex":\#(index)}"#)
    }

    private static func call(_ index: Int, _ id: String, _ more: String = "") -> Frame {
        (
            "contentBlockStart",
            #"{"contentBlockIndex":\#(index),"start":{"toolUse":{"toolUseId":"\#(id)","name":"f"\#(more)}}}"#
        )
    }

    private static func stop(_ reason: String, _ more: String = "") -> Frame {
        ("messageStop", #"{"stopReason":"\#(reason)"\#(more)}"#)
    }

    private static let metadata: Frame = (
        "metadata",
        #"{"usage":{"inputTokens":3,"outputTokens":5,"totalTokens":36,"cacheReadInputTokens":8,"cacheWriteInputTokens":20,"cacheDetails":[{"inputTokens":12,"ttl":"1h"},{"inputTokens":8,"ttl":"5m"}]},"metrics":{"latencyMs":1}}"#
    )

    private func answer(_ frames: [Frame]) throws -> Answer {
        let events = try testing.events(frames: frames)
        #expect(EventGrammar.mistake(in: events) == nil)
        return ProviderTesting<BedrockCodec>.answer(events)
    }

    @Test func thoughtsTextsAndCallsAreBlocksInTheirOrder() throws {
        let answer = try answer([
            Self.start, Self.delta(0, #"{"reasoningContent":{"text":"h"}}"#),
            Self.delta(0, #"{"reasoningContent":{"text":"m"}}"#),
            Self.delta(0, #"{"reasoningContent":{"signature":"sig=="}}"#), Self.close(0),
            Self.delta(1, #"{"text":"a"}"#), Self.delta(1, #"{"text":""}"#),
            Self.delta(1, #"{"text":"b"}"#), Self.close(1), Self.call(2, "t1"),
            Self.delta(2, #"{"toolUse":{"input":"{\"x\":"}}"#),
            Self.delta(2, #"{"toolUse":{"input":"1}"}}"#), Self.close(2), Self.stop("tool_use"),
            Self.metadata,
        ])
        #expect(
            answer.blocks == [
                .reasoning(Reasoning("hm", proof: Proof(.anthropic, "sig=="))),
                .text(TextBlock("ab")),
                .toolCall(ToolCall(id: "t1", name: "f", arguments: #"{"x":1}"#)),
            ])
        #expect(answer.stop == .toolCalls)
        var usage = TokenUsage()
        (usage.input, usage.output, usage.cacheRead, usage.cacheWrite) = (3, 5, 8, 20)
        (usage.cacheWriteHour, usage.isReported) = (12, true)
        #expect(answer.usage == usage)
    }

    @Test("pitfall 18: a call without input has an empty object") func pitfall18() throws {
        let answer = try answer([
            Self.call(0, "t"), Self.delta(0, #"{"toolUse":{"input":""}}"#), Self.close(0),
            Self.stop("tool_use"),
        ])
        #expect(answer.blocks == [.toolCall(ToolCall(id: "t", name: "f", arguments: "{}"))])
    }

    @Test("pitfall 30: a start that does not come is made") func pitfall30() throws {
        let events = try testing.events(frames: [
            Self.delta(0, #"{"text":"a"}"#), Self.stop("end_turn"),
        ])
        #expect(events.first == .start(AnswerStart(id: "", model: "")))
    }

    @Test("pitfall 14: a call without an id gets one") func pitfall14() throws {
        let frames = [Self.call(0, ""), Self.close(0), Self.stop("tool_use")]
        guard case .toolCall(let call)? = try answer(frames).blocks.first else {
            return #expect(Bool(false), "a call was expected")
        }
        #expect(call.id == CallIDs.invented(testing.target(), 0))
    }

    @Test("pitfall 33: of two signatures the last counts") func pitfall33() throws {
        let answer = try answer([
            Self.delta(0, #"{"reasoningContent":{"signature":"one"}}"#),
            Self.delta(0, #"{"reasoningContent":{"signature":"two"}}"#), Self.close(0),
            Self.stop("max_tokens"),
        ])
        #expect(answer.blocks == [.reasoning(Reasoning("", proof: Proof(.anthropic, "two")))])
    }

    @Test func hiddenThoughtsAreAnthropicsOwn() throws {
        // Base64 of "EuY=" in two pieces.
        let frames: [Frame] = [
            Self.delta(0, #"{"reasoningContent":{"redactedContent":"RXU="}}"#),
            Self.delta(0, #"{"reasoningContent":{"redactedContent":"WT0="}}"#), Self.close(0),
            Self.delta(1, #"{"text":"a"}"#), Self.stop("end_turn"),
        ]
        let hidden = Reasoning("", proof: Proof(.anthropic, "EuY="), isRedacted: true)
        #expect(try answer(frames).blocks.first == .reasoning(hidden))
        // Of another maker they stay what they were.
        var decoder = BedrockCodec.makeDecoder(testing.target("deepseek.r1-v1:0"))
        var events: [AnswerEvent] = []
        for frame in frames {
            let bytes = Array(frame.data.utf8)
            try decoder.decode(name: frame.name, data: bytes.span.bytes, into: &events)
        }
        #expect(events.contains(.proof(0, Proof(ProofFamily("bedrock"), "RXVZPQ=="))))
        #expect(decoder.heldBytes == 0)
    }

    @Test func toolsOfTheProviderAreNotTheClients() throws {
        let answer = try answer([
            Self.call(0, "s", #","type":"server_tool_use""#),
            Self.delta(0, #"{"toolUse":{"input":"{}"}}"#), Self.close(0),
            (
                "contentBlockStart",
                #"{"contentBlockIndex":1,"start":{"toolResult":{"toolUseId":"s"}}}"#
            ), Self.delta(1, #"{"toolResult":[{"text":"42"}]}"#), Self.close(1),
            Self.delta(2, #"{"text":"42"}"#), Self.close(2), Self.stop("tool_use"),
        ])
        #expect(answer.blocks == [.text(TextBlock("42"))] && answer.stop == .end)
    }

    @Test func citationsBelongToTheirText() throws {
        let citation =
            #"{"citation":{"title":"facts","location":{"web":{"url":"https://e.org","domain":"e.org"}},"sourceContent":[{"text":"a"},{"text":"b"}]}}"#
        let answer = try answer([
            Self.delta(0, citation), Self.delta(0, #"{"text":"x"}"#), Self.close(0),
            Self.stop("end_turn"),
        ])
        guard case .text(let text)? = answer.blocks.first, let found = text.citations.first else {
            return #expect(Bool(false), "a text was expected")
        }
        #expect(text.text == "x" && found.url == "https://e.org" && found.title == "facts")
        #expect(found.citedText == "ab" && found.original?.dialect == .bedrock)
    }

    @Test(arguments: [
        ("end_turn", StopReason.end), ("max_tokens", .length),
        ("stop_sequence", .stopSequence(nil)),
        ("guardrail_intervened", .filtered), ("content_filtered", .filtered),
        ("malformed_model_output", .malformed), ("malformed_tool_use", .malformed),
        ("model_context_window_exceeded", .contextLength), ("tool_use", .end), ("new", .end),
    ])
    func reasons(_ reason: String, _ expected: StopReason) throws {
        let answer = try answer([Self.delta(0, #"{"text":"a"}"#), Self.stop(reason)])
        #expect(answer.stop == expected)
    }

    @Test func theStopTextIsTold() throws {
        let more = #","additionalModelResponseFields":{"stop_sequence":"END"}"#
        let frames = [Self.delta(0, #"{"text":"a"}"#), Self.stop("stop_sequence", more)]
        #expect(try answer(frames).stop == .stopSequence("END"))
    }

    @Test func exceptionsEndTheStream() throws {
        let frames: [Frame] = [
            Self.start, Self.delta(0, #"{"text":"a"}"#),
            ("exception/throttlingException", #"{"message":"slow down"}"#),
        ]
        let expected = #"{"message":"slow down","__type":"throttlingException"}"#
        #expect(
            try testing.failure { try testing.events(frames: frames) }
                == .reported(Array(expected.utf8)))
        let error = ReportedError.read(Array(expected.utf8))
        #expect(error.message == "slow down" && error.code == "throttlingException")
        // Whatever its payload is.
        for payload in ["", "<html>", "[]"] {
            let stream = AmazonFrames.exception("modelStreamErrorException", payload)
            guard
                case .reported(let body)? = try testing.failure({
                    try testing.events(stream: stream)
                })
            else { return #expect(Bool(false), "\(payload)") }
            #expect(ReportedError.read(body).code == "modelStreamErrorException")
        }
    }

    @Test("pitfall 10: an end without the dialect's own is none") func pitfall10() throws {
        let text = Self.delta(0, #"{"text":"a"}"#)
        #expect(
            try testing.failure { try testing.events(frames: [Self.start, text]) } == .cutShort)
        #expect(try testing.failure { try testing.events(frames: [Self.start]) } == .empty)
        #expect(
            try testing.failure { try testing.events(frames: [Self.start, Self.stop("end_turn")]) }
                == .empty)
        // The counts may be missing.
        #expect(try answer([text, Self.stop("end_turn")]).stop == .end)
    }

    @Test func whatIsNoAnswerIsMalformed() throws {
        let frames: [Frame] = [
            ("messageStart", "x"), ("metadata", "[]"),
            ("contentBlockStart", #"{"contentBlockIndex":0,"start":{"toolUse":{}}}"#),
        ]
        for frame in frames {
            guard case .malformed? = try testing.failure({ try testing.events(frames: [frame]) })
            else { return #expect(Bool(false), "\(frame)") }
        }
        guard case .malformed? = try testing.failure({ try testing.events(whole: "{}") }) else {
            return #expect(Bool(false), "an empty object")
        }
        // Frames of a kind that is not known yet change nothing.
        #expect(
            try answer([
                ("somethingNew", "x"), Self.delta(0, #"{"text":"a"}"#), Self.stop("end_turn"),
            ])
            .blocks == [.text(TextBlock("a"))])
    }

    @Test func theAnswerIsCompleteWithItsCounts() throws {
        var decoder = BedrockCodec.makeDecoder(testing.target())
        var events: [AnswerEvent] = []
        let frames = [Self.delta(0, #"{"text":"a"}"#), Self.stop("end_turn"), Self.metadata]
        for frame in frames {
            #expect(!decoder.isComplete)
            let bytes = Array(frame.data.utf8)
            try decoder.decode(name: frame.name, data: bytes.span.bytes, into: &events)
        }
        #expect(decoder.isComplete)
    }
}
