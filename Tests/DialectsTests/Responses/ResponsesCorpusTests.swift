import DialectCheck
import Foundation
import IPC
import JSON
import Testing

@testable import Dialects

/// Everything that was recorded goes through the codec and comes out meaning the same.
@Suite struct ResponsesCorpusTests {
    @Test("requests are read and written again", arguments: ResponsesCorpus.requests)
    func requests(_ exchange: ResponsesCorpus.Exchange) throws {
        let text = try #require(exchange.requestText)
        // Whose name is not kept here stays with the provider.
        let request = try ResponsesTesting.read(text)
        let target = ResponsesTesting.target(
            profile: exchange.provider, model: request.model)
        let written = try ResponsesCodec.write(request, target)
        let again = ResponsesTesting.text(written, original: [])
        let expected = ResponsesNormal.request(ResponsesTesting.object(text))
        let found = ResponsesNormal.request(ResponsesTesting.object(again))
        #expect(ResponsesTesting.sorted(found) == ResponsesTesting.sorted(expected))
        // Writing is a fixed point.
        let second = try ResponsesTesting.read(again)
        #expect(
            ResponsesTesting.text(try ResponsesCodec.write(second, target), original: []) == again)
    }

    @Test(
        "requests are acceptable when they come from a foreign client",
        arguments: ResponsesCorpus.requests)
    func foreignRequests(_ exchange: ResponsesCorpus.Exchange) throws {
        let text = try #require(exchange.requestText)
        let request = try ResponsesTesting.read(text)
        guard
            request.extensions.allSatisfy({
                $0.name != "previous_response_id" && $0.name != "prompt"
            })
        else { return }
        let target = ResponsesTesting.target(client: .anthropic, model: request.model)
        let written = ResponsesTesting.text(try ResponsesCodec.write(request, target), original: [])
        let violations = DialectCheck.request(.openaiResponses, Array(written.utf8))
        #expect(violations.isEmpty, "\(written.prefix(3000))")
    }

    @Test("requests pass through unchanged", arguments: ResponsesCorpus.requests)
    func splice(_ exchange: ResponsesCorpus.Exchange) throws {
        let text = try #require(exchange.requestText)
        let model = try ResponsesCodec.facts(ResponsesTesting.source(text)).model
        let spliced = try ResponsesTesting.spliced(
            text, ResponsesTesting.target(profile: exchange.provider, model: model))
        // A call id beyond the limit is one that OpenAI itself would refuse.
        if !text.contains("bsvkq3joan3ebjhg2hhvviozugqqmufa") { #expect(spliced == text) }
    }

    @Test("streams come out meaning the same", arguments: ResponsesCorpus.streams)
    func streams(_ exchange: ResponsesCorpus.Exchange) throws {
        let stream = try #require(exchange.stream)
        let target = ResponsesTesting.target(profile: exchange.provider)
        let frames = ResponsesTesting.frames(stream)
        if exchange.tags.contains("error_in_stream") {
            #expect(throws: AnswerFailure.self) { try ResponsesTesting.decoded(frames, target) }
            return
        }
        let events = try ResponsesTesting.decoded(frames, target)
        let context = AnswerContext(target: target, plan: AnswerPlan())
        let again = ResponsesTesting.encoded(events, context)
        #expect(DialectCheck.stream(.openaiResponses, Array(again.utf8)).isEmpty)
        let expected = ResponsesNormal.stream(stream)
        let found = ResponsesNormal.output(ResponsesTesting.lastResponse(again))
        // Lists of tools that are fetched side by side may end in another order than they began.
        let isOrdered = !exchange.tags.contains("mcp")
        #expect((isOrdered ? found : found.sorted()) == (isOrdered ? expected : expected.sorted()))
        let usage = frames.compactMap { ResponsesTesting.object($0)["response"] as? [String: Any] }
            .last
        #expect(
            ResponsesNormal.usage(ResponsesTesting.lastResponse(again))
                == ResponsesNormal.usage(usage ?? [:]))
    }

    @Test("a stream for a foreign provider's client is valid", arguments: ResponsesCorpus.streams)
    func foreignStreams(_ exchange: ResponsesCorpus.Exchange) throws {
        guard !exchange.tags.contains("error_in_stream") else { return }
        let frames = ResponsesTesting.frames(try #require(exchange.stream))
        let events = try ResponsesTesting.decoded(
            frames, ResponsesTesting.target(client: .anthropic, profile: exchange.provider))
        let target = ResponsesTesting.target(provider: .anthropic, profile: "")
        let again = ResponsesTesting.encoded(
            events, AnswerContext(target: target, plan: AnswerPlan()))
        #expect(DialectCheck.stream(.openaiResponses, Array(again.utf8)).isEmpty)
    }

    @Test("plain answers come out meaning the same", arguments: ResponsesCorpus.answers)
    func answers(_ exchange: ResponsesCorpus.Exchange) throws {
        let body = try #require(exchange.body)
        let target = ResponsesTesting.target(profile: exchange.provider)
        let events = try ResponsesTesting.decoded(whole: ResponsesTesting.sorted(body), target)
        let context = AnswerContext(target: target, plan: AnswerPlan())
        let whole = ResponsesCodec.whole(ResponsesTesting.answer(events), context)
        #expect(DialectCheck.answer(.openaiResponses, whole).isEmpty)
        let found = ResponsesTesting.object(whole)
        #expect(ResponsesNormal.output(found) == ResponsesNormal.output(body))
        #expect(ResponsesNormal.usage(found) == ResponsesNormal.usage(body))
        let status = body["status"] as? String
        #expect(found["status"] as? String == (status == "complete" ? "completed" : status))
        #expect(
            found["id"] as? String == body["id"] as? String
                || !"\(body["id"] ?? "")".hasPrefix("resp_"))
    }

    @Test("the observer learns what the decoder learns", arguments: ResponsesCorpus.streams)
    func observer(_ exchange: ResponsesCorpus.Exchange) throws {
        let frames = ResponsesTesting.frames(try #require(exchange.stream))
        var observer = ResponsesCodec.makeObserver(AnswerPlan())
        let watch = {
            for frame in frames {
                let fate = try observer.observe(name: "", data: Array(frame.utf8).span.bytes)
                if case .dropped = fate { Issue.record("a frame was dropped") }
            }
        }
        if exchange.tags.contains("error_in_stream") {
            #expect(throws: AnswerFailure.self, performing: watch)
            return
        }
        try watch()
        #expect(observer.hasMeaning && observer.isFinished)
        let events = try ResponsesTesting.decoded(frames, ResponsesTesting.target())
        #expect(observer.usage == ResponsesTesting.answer(events).usage)
        #expect(observer.model == ResponsesTesting.answer(events).start.model)
    }

    @Test("errors are told from answers", arguments: ResponsesCorpus.errors)
    func errors(_ exchange: ResponsesCorpus.Exchange) throws {
        let body = try #require(exchange.body)
        #expect(throws: AnswerFailure.self) {
            try ResponsesTesting.decoded(
                whole: ResponsesTesting.sorted(body), ResponsesTesting.target())
        }
    }
}
