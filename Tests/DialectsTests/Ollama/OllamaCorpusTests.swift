import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("ollama: recorded exchanges")
struct OllamaCorpusTests {
    private typealias T = OllamaTesting

    private static let all = RecordedExchange.all(of: "ollama").filter {
        ["/api/chat", "/api/generate"].contains($0.path)
    }
    static let recordedRequests = all.filter { $0.request != nil }
    static let recordedStreams = all.filter { $0.stream != nil }
    static let recordedAnswers = all.filter { $0.body != nil }

    private static func endpoint(_ exchange: RecordedExchange) -> Endpoint {
        exchange.path == "/api/generate" ? .generate : .chat
    }

    @Test("a request that is read and written again says the same", arguments: recordedRequests)
    func requests(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.request)
        let request = try T.read(body, endpoint: Self.endpoint(exchange))
        let target = T.provider.target(request.model, client: .ollama)
        let written = T.provider.body(try OllamaCodec.write(request, target))
        #expect(
            OllamaNormal.request(String(decoding: written, as: UTF8.self))
                == OllamaNormal.request(body))
        #expect(DialectCheck.request(.ollama, written).isEmpty)
    }

    @Test(
        "a request passes through with nothing but the model changed", arguments: recordedRequests)
    func passthrough(_ exchange: RecordedExchange) throws {
        let source = try T.source(
            #require(exchange.request), endpoint: Self.endpoint(exchange))
        let facts = try OllamaCodec.facts(source)
        let target = T.provider.target("other", client: .ollama)
        let encoded = try #require(OllamaCodec.splice(source, facts, target))
        var written: [UInt8] = []
        encoded.body.append(to: &written, from: source.bytes.span.bytes)
        let expected = exchange.request?.replacing(
            /"model":"[^"]*"/, with: #""model":"other""#)
        #expect(String(decoding: written, as: UTF8.self) == expected)
        #expect(encoded.path == exchange.path)
    }

    @Test("a stream that is read and written again says the same", arguments: recordedStreams)
    func streams(_ exchange: RecordedExchange) throws {
        let stream = try #require(exchange.stream)
        let events = try T.provider.events(stream: stream)
        #expect(EventGrammar.mistake(in: events) == nil)
        for size in [1, 7, 100] {
            #expect(try T.provider.events(stream: stream, size: size) == events)
        }
        let endpoint = Self.endpoint(exchange)
        let written = T.encode(events, T.context(endpoint: endpoint))
        let again = try T.provider.events(stream: written)
        #expect(
            ProviderTesting<OllamaCodec>.answer(again)
                == ProviderTesting<OllamaCodec>.answer(events))
        guard endpoint == .chat else { return }
        let violations = DialectCheck.stream(.ollama, written)
        #expect(violations.isEmpty, "\(violations)")
        #expect(
            DialectCheck.aggregate(.ollama, stream: written)
                == DialectCheck.aggregate(.ollama, stream: stream))
    }

    @Test("a plain answer that is read and written again says the same", arguments: recordedAnswers)
    func answers(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.body)
        let events = try T.provider.events(whole: body)
        #expect(EventGrammar.mistake(in: events) == nil)
        let answer = ProviderTesting<OllamaCodec>.answer(events)
        let endpoint = Self.endpoint(exchange)
        let whole = OllamaCodec.whole(answer, T.context(endpoint: endpoint))
        let again = try T.provider.events(whole: String(decoding: whole, as: UTF8.self))
        #expect(ProviderTesting<OllamaCodec>.answer(again) == answer)
        guard endpoint == .chat else { return }
        let violations = DialectCheck.answer(.ollama, whole)
        #expect(violations.isEmpty, "\(violations)")
        #expect(
            DialectCheck.aggregate(.ollama, answer: whole)
                == DialectCheck.aggregate(.ollama, answer: Array(body.utf8)))
    }

    @Test("an observer learns of an answer what a decoder does", arguments: recordedStreams)
    func observer(_ exchange: RecordedExchange) throws {
        let stream = try #require(exchange.stream)
        var observer = OllamaCodec.makeObserver(AnswerPlan())
        for line in stream.split(separator: 0x0a) {
            let bytes = Array(line)
            #expect(try observer.observe(name: "", data: bytes.span.bytes) == .kept)
        }
        let answer = ProviderTesting<OllamaCodec>.answer(try T.provider.events(stream: stream))
        #expect(observer.usage == answer.usage && observer.model == answer.start.model)
        #expect(observer.hasMeaning && observer.isFinished && observer.isComplete)
    }
}
