import Dialects
import IPC
import JSON
import Testing

@testable import Translate

/// An answer that breaks off at one provider and goes on at another, as the client sees it.
@Suite struct JoinedStreamTests {
    private static let clients: [Dialect] = [
        .openaiChat, .openaiResponses, .anthropic, .gemini, .ollama,
    ]

    private func context(_ client: Dialect, _ provider: Dialect) -> AnswerContext {
        var plan = AnswerPlan()
        plan.streams = true
        plan.clientStreams = true
        let target = Target(requestID: "r", client: client, provider: provider, model: "m")
        return AnswerContext(target: target, plan: plan)
    }

    private func relay(
        _ client: Dialect, _ provider: Dialect, continuing begun: BegunAnswer? = nil
    ) throws -> Relay {
        let codec = try #require(Codecs.client(client))
        let from = try #require(Codecs.provider(provider))
        if begun == nil, client == provider, let passage = Codecs.passthrough(client) {
            return Relay(through: passage, from: from, to: codec, context(client, provider))
        }
        return Relay(from: from, to: codec, context(client, provider), continuing: begun)
    }

    /// Streams of a provider, cut into frames: the text's pieces, then the end.
    private func frames(_ dialect: Dialect, _ pieces: [String], id: String) -> [String] {
        switch dialect {
        case .anthropic:
            return [
                #"event: message_start"# + "\n"
                    + #"data: {"type":"message_start","message":{"id":"\#(id)","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}"#,
                #"data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            ].map { $0 + "\n\n" }
                + pieces.map {
                    #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#($0)"}}"#
                        + "\n\n"
                }
                + [
                    #"data: {"type":"content_block_stop","index":0}"#,
                    #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}"#,
                    #"data: {"type":"message_stop"}"#,
                ].map { $0 + "\n\n" }
        case .gemini:
            return pieces.map {
                #"data: {"candidates":[{"content":{"parts":[{"text":"\#($0)"}],"role":"model"},"index":0}],"modelVersion":"m","responseId":"\#(id)"}"#
                    + "\r\n\r\n"
            } + [
                #"data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"modelVersion":"m","responseId":"\#(id)"}"#
                    + "\r\n\r\n"
            ]
        case .ollama:
            return pieces.map {
                #"{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"\#($0)"},"done":false}"#
                    + "\n"
            } + [
                #"{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}"#
                    + "\n"
            ]
        default:
            func chunk(_ delta: String, _ finish: String) -> String {
                #"data: {"id":"\#(id)","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{\#(delta)},"finish_reason":\#(finish)}]}"#
                    + "\n\n"
            }
            return [chunk(#""role":"assistant","content":"""#, "null")]
                + pieces.map { chunk(#""content":"\#($0)""#, "null") }
                + [chunk("", #""stop""#), "data: [DONE]\n\n"]
        }
    }

    /// The text of a stream as a client of the dialect reads it.
    private func read(_ output: ByteQueue, _ client: Dialect) throws -> Answer {
        let provider = try #require(Codecs.provider(client))
        let target = Target(requestID: "r", client: client, provider: client, model: "m")
        return try #require(
            WholeAnswer.read(output.withBytes { Array($0) }, from: provider, target))
    }

    private func text(_ answer: Answer) -> [String] {
        answer.blocks.map { block in
            if case .text(let text) = block { return text.text }
            return "?"
        }
    }

    private func receive(
        _ frames: some Sequence<String>, _ relay: Relay, _ out: inout ByteQueue
    )
        throws
    {
        for frame in frames { try relay.receive(bytes(frame).span.bytes, into: &out) }
    }

    private func begun(
        _ client: Dialect, _ provider: Dialect, _ out: inout ByteQueue
    ) throws -> BegunAnswer? {
        let first = try relay(client, provider)
        let stream = frames(provider, ["Once ", "upon "], id: "first")
        let count = provider == .anthropic ? 4 : provider == .gemini || provider == .ollama ? 2 : 3
        try receive(stream.prefix(count), first, &out)
        #expect(first.isContinuable && first.hasMeaning)
        return first.begun(includesUsage: false, usesLegacyFunctions: false)
    }

    @Test(
        "a translated stream goes on without a seam", arguments: clients,
        [Dialect.openaiChat, .anthropic, .gemini])
    func translatedStreamsAreJoined(client: Dialect, second: Dialect) throws {
        let first: Dialect = client == .anthropic ? .openaiChat : .anthropic
        var out = ByteQueue()
        let begun = try #require(try begun(client, first, &out))
        let before = out.count
        let other = try relay(client, second, continuing: begun)
        let stream = frames(second, ["Once upon a", " time", "."], id: "second")
        for frame in stream { try other.receive(bytes(frame).span.bytes, into: &out) }
        try other.finish(into: &out)
        #expect(other.hasCaughtUp && out.count > before)
        let answer = try read(out, client)
        #expect(text(answer) == ["Once upon a time."])
        #expect(answer.stop == .end)
        let whole = out.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(!whole.contains("second"))
        for once in ["message_start", "response.created", #""role":"assistant","content":""#]
        where client != .ollama {
            #expect(whole.components(of: "\"type\":\"\(once)\"") <= 1)
        }
    }

    @Test(
        "a stream that passed through goes on where its writer knows its ids",
        arguments: [Dialect.openaiChat, .anthropic, .gemini, .ollama])
    func passedStreamsAreJoined(client: Dialect) throws {
        var out = ByteQueue()
        let begun = try #require(try begun(client, client, &out))
        let other = try relay(client, client, continuing: begun)
        try receive(frames(client, ["Once", " upon a time."], id: "second"), other, &out)
        try other.finish(into: &out)
        let answer = try read(out, client)
        #expect(text(answer) == ["Once upon a time."] && answer.stop == .end)
        let whole = out.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(!whole.contains("second"))
    }

    @Test func anotherAnswerIsNoContinuation() throws {
        var out = ByteQueue()
        let begun = try #require(try begun(.openaiChat, .anthropic, &out))
        let before = out.withBytes { Array($0) }
        let other = try relay(.openaiChat, .gemini, continuing: begun)
        #expect(throws: AnswerFailure.diverged) {
            for frame in frames(.gemini, ["Once there was"], id: "second") {
                try other.receive(bytes(frame).span.bytes, into: &out)
            }
        }
        #expect(!other.hasCaughtUp && out.withBytes { Array($0) } == before)
    }

    @Test func aShorterAnswerIsNoContinuation() throws {
        var out = ByteQueue()
        let begun = try #require(try begun(.anthropic, .openaiChat, &out))
        let other = try relay(.anthropic, .openaiChat, continuing: begun)
        #expect(throws: AnswerFailure.diverged) {
            try receive(frames(.openaiChat, ["Once"], id: "second"), other, &out)
            try other.finish(into: &out)
        }
    }

    @Test("items of openai-responses have their provider's ids") func responsesDoNotPassOn() throws
    {
        let relay = try relay(.openaiResponses, .openaiResponses)
        var out = ByteQueue()
        try relay.receive(
            bytes(
                #"data: {"type":"response.created","response":{"id":"a"}}"# + "\n\n"
            ).span.bytes, into: &out)
        #expect(relay.begun(includesUsage: false, usesLegacyFunctions: false) == nil)
    }

    @Test("thoughts under another name would not go on under it") func foreignThoughts() throws {
        let relay = try relay(.openaiChat, .openaiChat)
        var out = ByteQueue()
        let chunk =
            #"data: {"id":"a","choices":[{"index":0,"delta":{"reasoning":"hm"}}]}"# + "\n\n"
        try relay.receive(bytes(chunk).span.bytes, into: &out)
        #expect(relay.begun(includesUsage: false, usesLegacyFunctions: false) == nil)
    }

    @Test("a provider's own error event ends the stream only when nobody goes on")
    func errorEventsWait() throws {
        let relay = try relay(.openaiChat, .openaiChat)
        var out = ByteQueue()
        try receive(frames(.openaiChat, ["hi"], id: "a").prefix(2), relay, &out)
        let error = #"data: {"error":{"message":"broke","code":500}}"# + "\n\n"
        let before = out.count
        #expect(throws: AnswerFailure.self) {
            try relay.receive(bytes(error).span.bytes, into: &out)
        }
        #expect(out.count == before)
        relay.fail(.badRequest("ours"), into: &out)
        #expect(out.withBytes { Array($0.suffix(out.count - before)) } == bytes(error))
    }
}

extension String {
    /// How often `part` stands in it.
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let place = rest.firstRange(of: part) {
            count += 1
            rest = rest[place.upperBound...]
        }
        return count
    }
}
