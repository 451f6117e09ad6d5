import DialectCheck
import Foundation
import IPC
import Testing

@testable import Dialects

@Suite("anthropic: recorded exchanges")
struct AnthropicCorpusTests {
    @Test(
        "a request that is read and written again says the same",
        arguments: AnthropicCorpus.requests)
    func requests(_ exchange: AnthropicCorpus.Exchange) throws {
        let body = try #require(exchange.requestText)
        let isCount = exchange.tags.contains("count_tokens")
        let source = try AnthropicTesting.source(
            body, endpoint: isCount ? .countTokens : .chat, pathModel: "claude-3-7-sonnet")
        let request = try AnthropicCodec.read(source)
        let facts = try AnthropicCodec.facts(source)
        #expect(request.model == facts.model)
        let written = try AnthropicTesting.write(
            request, AnthropicTesting.target(request.model))
        var got = try #require(AnthropicCorpus.object(written))
        // A count of tokens has no limit, a request must have one.
        if isCount { got["max_tokens"] = nil }
        let expected = AnthropicNormal.request(try #require(exchange.request))
        let normal = AnthropicNormal.request(got)
        #expect(AnthropicCorpus.text(normal) == AnthropicCorpus.text(expected))
        let violations = DialectCheck.request(.anthropic, Array(written.utf8))
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test(
        "a stream that is read and written again says the same", arguments: AnthropicCorpus.streams)
    func streams(_ exchange: AnthropicCorpus.Exchange) throws {
        let stream = try #require(exchange.stream)
        let events = try AnthropicTesting.decode(AnthropicTesting.frames(stream))
        let written = AnthropicTesting.encode(events)
        let violations = DialectCheck.stream(.anthropic, Array(written.utf8))
        #expect(violations.isEmpty, "\(violations)")
        let before = DialectCheck.aggregate(.anthropic, stream: Array(stream.utf8))
        let after = DialectCheck.aggregate(.anthropic, stream: Array(written.utf8))
        #expect(before == after)
        let whole = AnthropicCodec.whole(
            AnthropicTesting.answer(events), AnthropicTesting.context())
        #expect(DialectCheck.answer(.anthropic, whole).isEmpty)
        #expect(DialectCheck.aggregate(.anthropic, answer: whole) == before)
    }

    @Test(
        "a plain answer that is read and written again says the same",
        arguments: AnthropicCorpus.answers)
    func answers(_ exchange: AnthropicCorpus.Exchange) throws {
        let body = AnthropicCorpus.text(try #require(exchange.body))
        let events = try AnthropicTesting.decode(whole: body)
        let whole = AnthropicCodec.whole(
            AnthropicTesting.answer(events), AnthropicTesting.context())
        let violations = DialectCheck.answer(.anthropic, whole)
        #expect(violations.isEmpty, "\(violations)")
        let got = try #require(AnthropicCorpus.object(String(decoding: whole, as: UTF8.self)))
        #expect(
            AnthropicCorpus.text(AnthropicNormal.answer(got))
                == AnthropicCorpus.text(AnthropicNormal.answer(try #require(exchange.body))))
        // As a stream it says the same again.
        let stream = AnthropicTesting.encode(events)
        #expect(DialectCheck.stream(.anthropic, Array(stream.utf8)).isEmpty)
        let again = AnthropicTesting.answer(
            try AnthropicTesting.decode(AnthropicTesting.frames(stream)))
        let blocks = AnthropicTesting.answer(events).blocks
        #expect(again.blocks == (blocks.isEmpty ? [.text(TextBlock(""))] : blocks))
    }

    @Test("an observer learns of an answer what a decoder does", arguments: AnthropicCorpus.streams)
    func observer(_ exchange: AnthropicCorpus.Exchange) throws {
        let frames = AnthropicTesting.frames(try #require(exchange.stream))
        var observer = AnthropicCodec.makeObserver(AnswerPlan())
        for frame in frames {
            let bytes = Array(frame.utf8)
            let fate = try observer.observe(name: "", data: bytes.span.bytes)
            #expect(fate == (frame == "[DONE]" ? .dropped : .kept))
        }
        let answer = AnthropicTesting.answer(try AnthropicTesting.decode(frames))
        #expect(observer.usage == answer.usage)
        #expect(observer.model == answer.start.model)
        #expect(observer.hasMeaning && observer.isFinished && observer.isComplete)
    }

    @Test(
        "a request passes through with nothing but the model changed",
        arguments: AnthropicCorpus.requests)
    func passthrough(_ exchange: AnthropicCorpus.Exchange) throws {
        let body = try #require(exchange.requestText)
        let isCount = exchange.tags.contains("count_tokens")
        let source = try AnthropicTesting.source(
            body, endpoint: isCount ? .countTokens : .chat, pathModel: "claude-3-7-sonnet")
        let facts = try AnthropicCodec.facts(source)
        let target = AnthropicTesting.target("claude-other")
        let encoded = try #require(AnthropicCodec.splice(source, facts, target))
        var expected = try #require(exchange.request)
        expected["model"] = "claude-other"
        let written = AnthropicTesting.written(encoded, from: source.bytes)
        #expect(
            AnthropicCorpus.text(AnthropicCorpus.object(written) ?? [:])
                == AnthropicCorpus.text(expected))
        #expect(encoded.path == (isCount ? "/v1/messages/count_tokens" : "/v1/messages"))
    }
}
