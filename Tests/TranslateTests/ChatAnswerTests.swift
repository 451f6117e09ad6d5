import IPC
import JSON
import Testing

@testable import Translate

@Suite struct ChatAnswerTests {
    @Test(
        arguments: Corpus.openAIChat.filter { $0.sse == nil && $0.status == 200 && $0.body != nil })
    func recordedAnswersAreUnchanged(exchange: Corpus.Exchange) throws {
        let body = try #require(exchange.body)
        let whole = feed(ChatAnswerPassthrough(), body)
        if exchange.tags.contains("error_in_body") { return #expect(whole.failure != nil) }
        #expect(whole.failure == nil && whole.output == body && whole.hasMeaning)
        #expect(feed(ChatAnswerPassthrough(), body, cuts: Array(1..<body.count)) == whole)
        let usage = try JSONDocument(body)["usage"]
        #expect(Int64(whole.usage.input) == usage?["prompt_tokens"]?.int ?? 0)
        if let details = usage?["prompt_tokens_details"]?["cached_tokens"]?.int {
            #expect(Int64(whole.usage.cachedInput) == details)
        }
    }

    @Test func reasoningBesideTheCompletionIsAdded() {
        let body =
            #"{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":35,"completion_tokens_details":{"reasoning_tokens":20}}}"#
        let usage = feed(ChatAnswerPassthrough(), bytes(body)).usage
        #expect(usage == Usage(source: .reported, input: 10, output: 25, reasoning: 20))
    }

    @Test func answersThatAreNone() {
        func failure(_ text: String) -> AnswerFailure? {
            feed(ChatAnswerPassthrough(), bytes(text)).failure
        }
        #expect(failure("") == .empty)
        #expect(failure(#"{"choices":[]}"#) == .empty)
        #expect(failure(#"{"choices":null}"#) == .empty)
        #expect(failure("[]") == .malformed("the answer is not an object"))
        guard case .malformed = failure("<html>") else { return #expect(Bool(false)) }
        let error = #"{"error":{"message":"no"}}"#
        #expect(failure(error) == .reported(bytes(error)))
    }
}
