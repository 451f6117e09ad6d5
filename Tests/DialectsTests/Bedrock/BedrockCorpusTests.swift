import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("bedrock: recorded exchanges")
struct BedrockCorpusTests {
    static let testing = ProviderTesting<BedrockCodec>(
        checked: .bedrock, model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    private static let all = RecordedExchange.all(of: "bedrock-converse")
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
        let expected = DialectCheck.aggregate(.bedrock, stream: stream)
        #expect(ProviderTesting<BedrockCodec>.reduced(events) == expected)
        for size in [1, 7, 100] {
            #expect(try Self.testing.events(stream: stream, size: size) == events)
        }
    }

    @Test("a plain answer says what a client would read in it", arguments: recordedAnswers)
    func answers(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.body)
        let events = try Self.testing.events(whole: body)
        #expect(EventGrammar.mistake(in: events) == nil)
        let expected = DialectCheck.aggregate(.bedrock, answer: Array(body.utf8))
        #expect(ProviderTesting<BedrockCodec>.reduced(events) == expected)
        // It is read just so where bytes come piece by piece (pitfall 44).
        #expect(try Self.testing.events(stream: Array(body.utf8), size: 5) == events)
    }

    @Test("an error is reported even with status 200", arguments: recordedErrors)
    func errors(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.body)
        let failure = try Self.testing.failure { try Self.testing.events(whole: body) }
        #expect(failure == .reported(Array(body.utf8)))
        #expect(!ReportedError.read(Array(body.utf8)).message.isEmpty)
    }

    /// Thoughts of recorded answers, hidden ones too, go back as they came.
    @Test("thoughts go back byte for byte", arguments: recordedAnswers)
    func thoughts(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.body)
        let given =
            try JSONDocument(Array(body.utf8)).root
            .at("output", "message", "content")?.array?
            .compactMap { $0["reasoningContent"].map(Self.compact) } ?? []
        let answer = ProviderTesting<BedrockCodec>.answer(
            try Self.testing.events(whole: body))
        var request = Self.testing.request()
        request.turns.append(Turn(.assistant, answer.blocks))
        request.turns.append(Turn(.user, [.text(TextBlock("go on"))]))
        let written =
            try Self.testing.write(request).at("messages", "1", "content")?.array?
            .compactMap { $0["reasoningContent"].map(Self.compact) } ?? []
        #expect(written == given)
    }

    private static func compact(_ reasoning: JSONValue) -> [String] {
        [
            reasoning.at("reasoningText", "text")?.string ?? "",
            reasoning.at("reasoningText", "signature")?.string ?? "",
            reasoning["redactedContent"]?.string ?? "",
        ]
    }
}
