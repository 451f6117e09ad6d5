import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: recorded exchanges")
struct GeminiCorpusTests {
    private typealias T = GeminiTesting

    private func target(_ exchange: GeminiCorpus.Exchange) -> Target {
        T.target(exchange.model)
    }

    /// What the provider took although its documents, and so the checker, say otherwise.
    private static let tolerated: Set<String> = ["object schema without properties"]

    @Test(
        "a request that is read and written again says the same", arguments: GeminiCorpus.requests)
    func requests(_ exchange: GeminiCorpus.Exchange) throws {
        let source = try T.source(try #require(exchange.requestText), model: exchange.model)
        let request = try GeminiCodec.read(source)
        #expect(request.model == (try GeminiCodec.facts(source)).model)
        let written = try T.write(request, target(exchange))
        let got = try #require(GeminiCorpus.object(written))
        var asked = GeminiNormal.request(try #require(exchange.request))
        // One recording says nothing but an empty text, where the gateway begins the conversation.
        if (asked["contents"] as? [Any])?.isEmpty == true {
            asked["contents"] = [["role": "user", "parts": [["text": Turns.firstWords]]]]
        }
        let left = GeminiCorpus.text(asked)
        let right = GeminiCorpus.text(GeminiNormal.request(got))
        #expect(left == right)
        let violations = DialectCheck.request(
            .gemini, Array(written.utf8), model: exchange.model
        ).filter { !Self.tolerated.contains($0.message) }
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test("a request passes through byte for byte", arguments: GeminiCorpus.requests)
    func passage(_ exchange: GeminiCorpus.Exchange) throws {
        let text = try #require(exchange.requestText)
        let source = try T.source(text, model: exchange.model)
        let facts = try GeminiCodec.facts(source)
        let encoded = try #require(GeminiCodec.splice(source, facts, target(exchange)))
        guard exchange.request?["model"] == nil else { return }
        #expect(T.bytes(encoded, from: source.bytes) == text)
    }

    @Test("a stream that is read and written again says the same", arguments: GeminiCorpus.streams)
    func streams(_ exchange: GeminiCorpus.Exchange) throws {
        let stream = try #require(exchange.stream)
        guard !isPainted(exchange) else {
            #expect(try T.failure { try T.decode(T.frames(stream)) } == .empty)
            return
        }
        let events = try T.decode(T.frames(stream))
        guard !stream.contains("partialArgs") else { return try expectPieces(events) }
        try expectSame(events, DialectCheck.aggregate(.gemini, stream: Array(stream.utf8)))
    }

    @Test("an array that is read and written again says the same", arguments: GeminiCorpus.arrays)
    func arrays(_ exchange: GeminiCorpus.Exchange) throws {
        let body = try #require(exchange.bodyText)
        let events = try T.decode(whole: body)
        try expectSame(events, DialectCheck.aggregate(.gemini, stream: Array(body.utf8)))
    }

    @Test(
        "a plain answer that is read and written again says the same",
        arguments: GeminiCorpus.answers)
    func answers(_ exchange: GeminiCorpus.Exchange) throws {
        let body = try #require(exchange.bodyText)
        if isPainted(exchange) {
            #expect(try T.failure { try T.decode(whole: body) } == .empty)
            return
        }
        let events = try T.decode(whole: body)
        try expectSame(events, DialectCheck.aggregate(.gemini, answer: Array(body.utf8)))
    }

    /// Ended without the picture that was asked for, and without anything else.
    private func isPainted(_ exchange: GeminiCorpus.Exchange) -> Bool {
        (exchange.stream ?? exchange.bodyText)?.contains("NO_IMAGE") == true
    }

    /// Arguments that came leaf by leaf are whole.
    private func expectPieces(_ events: [AnswerEvent]) throws {
        #expect(EventGrammar.mistake(in: events) == nil)
        let calls = ProviderTesting<GeminiCodec>.reduced(events).toolCalls
        #expect(calls.map(\.name) == ["read_theme", "read_screen", "read_screen", "read_screen"])
        #expect(
            calls.map(\.argumentsRaw)
                == ["{}", #"{"id":"A"}"#, #"{"id":"B"}"#, #"{"id":"C"}"#])
    }

    /// Events say what the recording does, and so do the stream, the array and the plain answer made of them.
    private func expectSame(_ events: [AnswerEvent], _ recorded: CheckedAnswer) throws {
        #expect(EventGrammar.mistake(in: events) == nil)
        var expected = recorded
        if expected.usage == CheckedUsage() { expected.usage = nil }
        withoutInventions(&expected)
        // Some streams write enumerations as numbers, which the checker does not read.
        let isNumbered = expected.stop == nil
        var known = ProviderTesting<GeminiCodec>.reduced(events)
        withoutInventions(&known)
        if isNumbered { known.stop = nil }
        #expect(known == expected)

        let stream = Array(T.encode(events).utf8)
        check(DialectCheck.stream(.gemini, stream))
        expect(DialectCheck.aggregate(.gemini, stream: stream), expected, isNumbered)
        let array = Array(T.encode(events, T.context(form: .array)).utf8)
        check(DialectCheck.stream(.gemini, array))
        #expect(
            DialectCheck.aggregate(.gemini, stream: array)
                == DialectCheck.aggregate(.gemini, stream: stream))
        let whole = GeminiCodec.whole(T.answer(events), T.context())
        check(DialectCheck.answer(.gemini, whole))
        expect(DialectCheck.aggregate(.gemini, answer: whole), expected, isNumbered)
    }

    private func check(_ violations: [Violation]) {
        #expect(violations.isEmpty, "\(violations)")
    }

    private func expect(_ got: CheckedAnswer, _ expected: CheckedAnswer, _ isNumbered: Bool) {
        var got = got
        withoutInventions(&got)
        if isNumbered { got.stop = nil }
        // Counts of nothing are told as nothing.
        if expected.usage == nil { got.usage = nil }
        #expect(got == expected)
    }

    /// Ids that the provider did not give.
    private func withoutInventions(_ answer: inout CheckedAnswer) {
        answer.toolCalls = answer.toolCalls.map { call in
            let isInvented = call.id.hasPrefix("call_")
            return CheckedToolCall(
                id: isInvented ? "" : call.id, name: call.name, argumentsRaw: call.argumentsRaw)
        }
    }

    @Test("an observer learns of an answer what a decoder does", arguments: GeminiCorpus.streams)
    func observer(_ exchange: GeminiCorpus.Exchange) throws {
        guard !isPainted(exchange) else { return }
        let frames = T.frames(try #require(exchange.stream))
        var observer = GeminiCodec.makeObserver(AnswerPlan())
        for frame in frames {
            let bytes = Array(frame.utf8)
            #expect(try observer.observe(name: "", data: bytes.span.bytes) == .kept)
        }
        let answer = T.answer(try T.decode(frames))
        #expect(observer.usage == answer.usage)
        #expect(observer.model == answer.start.model)
        #expect(observer.hasMeaning && observer.isFinished && !observer.isComplete)
    }
}
