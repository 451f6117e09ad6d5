import DialectCheck
import JSON
import Testing

@testable import Dialects

@Suite("cohere: recorded exchanges")
struct CohereCorpusTests {
    static let testing = ProviderTesting<CohereCodec>(checked: .cohere, model: "command-a-03-2025")
    private static let all = RecordedExchange.all(of: "cohere-chat").filter {
        $0.path == "/v2/chat"
    }
    static let recordedStreams = all.filter { $0.stream != nil }
    static let recordedAnswers = all.filter { $0.status == 200 && $0.body != nil }
    static let recordedErrors = all.filter { $0.status != 200 }

    @Test(
        "a stream says what a client would read in it, however it is cut",
        arguments: recordedStreams)
    func streams(_ exchange: RecordedExchange) throws {
        let stream = try #require(exchange.stream)
        let events = try Self.testing.events(stream: stream)
        #expect(EventGrammar.mistake(in: events) == nil)
        let expected = DialectCheck.aggregate(.cohere, stream: stream)
        #expect(ProviderTesting<CohereCodec>.reduced(events) == expected)
        let answer = ProviderTesting<CohereCodec>.answer(events)
        for size in [1, 7, 100] {
            let again = try Self.testing.events(stream: stream, size: size)
            #expect(ProviderTesting<CohereCodec>.answer(again) == answer)
        }
    }

    @Test("a plain answer says what a client would read in it", arguments: recordedAnswers)
    func answers(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.body)
        let events = try Self.testing.events(whole: body)
        #expect(EventGrammar.mistake(in: events) == nil)
        var expected = DialectCheck.aggregate(.cohere, answer: Array(body.utf8))
        // Pictures are counted apart.
        let images = try JSONDocument(Array(body.utf8)).root
            .at("usage", "tokens", "image_tokens")?.int
        expected.usage?.input += images ?? 0
        #expect(ProviderTesting<CohereCodec>.reduced(events) == expected)
        // Where a stream was asked it is read just so (pitfall 44).
        let again = try Self.testing.events(stream: Array(body.utf8), size: 5)
        #expect(again == events)
    }

    @Test("an error is reported even with status 200", arguments: recordedErrors)
    func errors(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.body)
        let failure = try Self.testing.failure { try Self.testing.events(whole: body) }
        #expect(failure == .reported(Array(body.utf8)))
        #expect(!ReportedError.read(Array(body.utf8)).message.isEmpty)
    }
}
