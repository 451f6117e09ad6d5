import Dialects
import IPC
import Testing

@testable import Translate

/// What is told of a call that had a question embedded.
@Suite struct EmbeddingOutcomeTests {
    private let place = AttemptFailure.Place(
        lease: Lease(connectionName: "e", dialect: .openaiChat), client: .openaiChat, now: 0)

    private func embedding(_ body: String) throws -> Embedding {
        try #require(Embedding.read(bytes(body), from: .openaiChat))
    }

    private func status(_ status: UInt32, _ body: String = "") -> EmbeddingOutcome {
        EmbeddingOutcome(
            .status(status, body: bytes(body), headers: [], place), status: status, estimate: 9)
    }

    @Test func tokensAreThoseOfTheProviderOrAnEstimate() throws {
        let told = try embedding(#"{"data":[{"embedding":[1]}],"usage":{"prompt_tokens":4}}"#)
        let outcome = EmbeddingOutcome(told, estimate: 9)
        #expect(outcome.verdict == FailureVerdict(.none, .reasonNone))
        #expect(outcome.usage == Usage(source: .reported, input: 4))
        let silent = try embedding(#"{"data":[{"embedding":[1]}]}"#)
        #expect(
            EmbeddingOutcome(silent, estimate: 9).usage == Usage(source: .estimated, input: 9))
    }

    @Test("whatever fails, it is the model's alone") func failuresAreTheModels() {
        let quota = #"{"error":{"message":"no quota","code":"insufficient_quota"}}"#
        for outcome in [
            status(401), status(403), status(402), status(429), status(429, quota), status(500),
            status(503), status(404), status(302),
        ] {
            #expect(outcome.verdict.failure == .model)
            #expect(outcome.verdict.reason != .reasonNone)
            #expect(outcome.usage == Usage())
        }
        for code in [ResetCode.upstreamConnect, .upstreamTotal, .upstreamDNS, .credential] {
            let outcome = EmbeddingOutcome(
                .egress(Reset(code: code), connection: "e"), status: 0, estimate: 9)
            #expect(outcome.verdict.failure == .model, "\(code)")
        }
        // A text that it does not take says nothing of the model.
        #expect(status(400, #"{"error":{"message":"bad"}}"#).verdict.failure == .caller)
    }

    @Test func whoeverMayHaveWorkedMayBillIt() {
        let slow = EmbeddingOutcome(
            .egress(Reset(code: .upstreamTotal), connection: "e"), status: 0, estimate: 9)
        #expect(slow.usage == Usage(source: .estimated, input: 9))
        let odd = EmbeddingOutcome(
            .answer(.malformed("it holds no vector"), place), status: 200, estimate: 9)
        #expect(odd.usage.input == 9)
        let gone = EmbeddingOutcome(
            .egress(Reset(code: .upstreamConnect), connection: "e"), status: 0, estimate: 9)
        #expect(gone.usage == Usage())
    }

    @Test func aClientThatLeavesIsNobodysFault() {
        let sent = EmbeddingOutcome(abandoned: true, estimate: 9)
        #expect(sent.verdict == FailureVerdict(.cancelled, .reasonNone))
        #expect(sent.usage == Usage(source: .estimated, input: 9))
        #expect(EmbeddingOutcome(abandoned: false, estimate: 9).usage == Usage())
    }

    @Test func aLostEgressIsNotTheModelsFault() {
        let lost = EmbeddingOutcome(lost: true, estimate: 9)
        #expect(lost.verdict == FailureVerdict(.cancelled, .reasonNone))
        #expect(lost.usage == Usage(source: .estimated, input: 9))
        #expect(EmbeddingOutcome(lost: false, estimate: 9).usage == Usage())
    }

    @Test func aQuestionIsAskedAboutOnce() {
        var meaning = QuestionMeaning(group: [1])
        #expect(!meaning.isSettled)
        meaning.became([1, 2, 3, 4])
        #expect(meaning.isSettled && !meaning.isUnknown)
        var failed = QuestionMeaning(group: [1])
        failed.stayedUnknown(isFault: true)
        #expect(failed.isSettled && failed.isUnknown && failed.group == [1])
        var unasked = QuestionMeaning(group: [1])
        unasked.stayedUnknown(isFault: false)
        #expect(unasked.isSettled && unasked.group == [])
    }
}
