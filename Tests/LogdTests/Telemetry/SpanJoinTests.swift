import IPC
import Testing

@testable import Logd

@Suite("Answered attempts and their requests")
struct SpanJoinTests {
    private let wanted = SpanBuilder.Answer(
        model: "m-2026", finishReason: "stop", endpoint: .chat)

    @Test func theRequestComesLast() {
        var join = SpanJoin()
        #expect(!join.take(TelemetrySamples.attempt(), now: 1).isComplete)
        let found = join.take(TelemetrySamples.request(), now: 2)
        #expect(found.attempts.map(\.attempt) == [1])
        #expect(found.answer == wanted)
    }

    @Test func theRequestComesFirst() {
        var join = SpanJoin()
        #expect(join.take(TelemetrySamples.request(), now: 1).attempts.isEmpty)
        let found = join.take(TelemetrySamples.attempt(), now: 2)
        #expect(found.isComplete && found.answer == wanted)
        // Another attempt that the client has a part of finds it as well.
        #expect(join.take(TelemetrySamples.attempt("r-1", 2), now: 3).answer == wanted)
    }

    @Test func whatDidNotAnswerWaitsForNobody() {
        var join = SpanJoin()
        var attempt = TelemetrySamples.attempt()
        attempt.answered = false
        let found = join.take(attempt, now: 1)
        #expect(found.isComplete && found.answer == nil && join.isEmpty)
    }

    @Test func othersAreNotMixedUp() {
        var join = SpanJoin()
        _ = join.take(TelemetrySamples.request("other"), now: 1)
        #expect(!join.take(TelemetrySamples.attempt(), now: 1).isComplete)
        var elsewhere = TelemetrySamples.request()
        elsewhere.trace = Trace(traceID: [UInt8](repeating: 9, count: 16), sampled: true)
        #expect(join.take(elsewhere, now: 1).attempts.isEmpty)
    }

    @Test func twoRequestsOfOneIdInOneTraceAreTwo() throws {
        var join = SpanJoin()
        let (one, two) = (TelemetrySamples.received, TelemetrySamples.received + 7)
        var (first, second) = (
            TelemetrySamples.request(at: one), TelemetrySamples.request(at: two)
        )
        first.modelAnswered = "first"
        second.modelAnswered = "second"
        var spans = SpanBuilder.spans(of: first) + SpanBuilder.spans(of: second)
        _ = join.take(first, now: 1)
        #expect(!join.take(TelemetrySamples.attempt(at: two), now: 2).isComplete)
        let found = join.take(second, now: 3)
        #expect(found.attempts.map(\.receivedUnixUs) == [two])
        #expect(found.answer.model == "second")
        let late = join.take(TelemetrySamples.attempt(at: one), now: 4)
        #expect(late.answer?.model == "first")
        spans += SpanBuilder.spans(of: TelemetrySamples.attempt(at: one), late.answer)
        let waited = try #require(found.attempts.first)
        spans += SpanBuilder.spans(of: waited, found.answer)
        #expect(spans.count == 6 && Set(spans.map(\.id)).count == 6)
        // Each hangs on its own door.
        #expect(spans[2...3].allSatisfy { $0.parentID == spans[0].id })
        #expect(spans[4...5].allSatisfy { $0.parentID == spans[1].id })
    }

    @Test func theWaitEnds() {
        var join = SpanJoin()
        _ = join.take(TelemetrySamples.attempt(), now: 1)
        _ = join.take(TelemetrySamples.request("other"), now: 2)
        #expect(join.expire(now: Limits.joinNanoseconds).isEmpty)
        #expect(join.expire(now: Limits.joinNanoseconds + 1).map(\.requestID) == ["r-1"])
        #expect(!join.isEmpty)
        #expect(join.expire(now: Limits.joinNanoseconds + 2).isEmpty)
        #expect(join.isEmpty)
        #expect(join.take(TelemetrySamples.attempt("other"), now: 3).answer == nil)
    }

    @Test func theNumberIsBounded() {
        var join = SpanJoin()
        for number in 0..<Limits.joinedRequests {
            #expect(!join.take(TelemetrySamples.attempt("r-\(number)"), now: 1).isComplete)
        }
        #expect(join.take(TelemetrySamples.attempt("late"), now: 1).isComplete)
        #expect(join.flush().count == Limits.joinedRequests)
        #expect(join.isEmpty)
    }
}
