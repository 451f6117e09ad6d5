import IPC
import Testing

@testable import Logd

@Suite("Export of spans: queue, answers, retries")
struct ExportTests {
    private let second: UInt64 = 1_000_000_000

    private func span(_ size: Int = 10) -> EncodedSpan {
        EncodedSpan(scope: .egress, json: [UInt8](repeating: 0x20, count: size))
    }

    @Test func theQueueIsBoundedInNumberAndBytes() {
        var many = SpanQueue()
        for _ in 0..<Limits.waitingSpans {
            #expect(many.hasRoom(for: 1))
            many.append(span())
        }
        #expect(!many.hasRoom(for: 1))
        // What is under way may have to be sent again, and needs its room meanwhile.
        many.takeBatch()
        #expect(many.batch.count == Limits.batchSpans && !many.hasRoom(for: 1))
        many.finishBatch()
        #expect(many.hasRoom(for: Limits.batchSpans) && !many.hasRoom(for: Limits.batchSpans + 1))
        var large = SpanQueue()
        for _ in 0..<16 { large.append(span(Limits.waitingSpanBytes / 16)) }
        #expect(!large.hasRoom(for: 1) && large.count == 16)
        large.takeBatch()
        #expect(!large.hasRoom(for: 1))
        #expect(large.clear() == 16)
        #expect(large.hasRoom(for: 1) && large.count == 0 && large.batch.isEmpty)
    }

    @Test func whatIsDroppedIsCountedInSpans() {
        var queue = SpanQueue()
        for _ in 1..<Limits.waitingSpans { queue.append(span()) }
        let attempt = TelemetrySamples.attempt()
        #expect(SpanBuilder.count(of: attempt) == 2)
        let dropped = queue.add(SpanBuilder.count(of: attempt)) {
            Issue.record("spans are made for which there is no room")
            return []
        }
        #expect(dropped == 2)
        let request = TelemetrySamples.request()
        #expect(queue.add(SpanBuilder.count(of: request)) { SpanBuilder.spans(of: request) } == 0)
        #expect(queue.count == Limits.waitingSpans)
    }

    @Test func batchesAreBoundedAndNothingIsLeftOut() {
        var queue = SpanQueue()
        for _ in 0..<1_200 { queue.append(span()) }
        #expect([512, 512, 176, 0].allSatisfy { $0 == take(&queue) })
        queue.append(span(Limits.batchBytes + 1))
        queue.append(span())
        // One that is larger than a batch goes alone.
        #expect(take(&queue) == 1)
        #expect(take(&queue) == 1)
    }

    /// Takes a batch and delivers it; how many spans it had.
    private func take(_ queue: inout SpanQueue) -> Int {
        queue.takeBatch()
        defer { queue.finishBatch() }
        return queue.batch.count
    }

    @Test(arguments: [
        (200, "", "", ExportAnswer.taken(rejected: 0, message: "")),
        (200, "", #"{"partialSuccess":{}}"#, .taken(rejected: 0, message: "")),
        (
            200, "", #"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}"#,
            .taken(rejected: 3, message: "too old")
        ),
        (
            202, "", #"{"partialSuccess":{"rejectedSpans":2}}"#, .taken(rejected: 2, message: "")
        ),
        (
            200, "", #"{"partialSuccess":{"errorMessage":"soon too many"}}"#,
            .taken(rejected: 0, message: "soon too many")
        ),
        (429, "7", "", .later(cause: "HTTP 429", seconds: 7)),
        (503, "Fri, 31 Dec 1999 23:59:59 GMT", "", .later(cause: "HTTP 503", seconds: 0)),
        (503, "Thu, 01 Jan 2026 00:00:09 GMT", "", .later(cause: "HTTP 503", seconds: 9)),
        (503, "in a moment", "", .later(cause: "HTTP 503", seconds: 0)),
        (502, "", "", .later(cause: "HTTP 502", seconds: 0)),
        (504, "", "", .later(cause: "HTTP 504", seconds: 0)),
        (400, "", "", .refused(status: 400)), (500, "", "", .refused(status: 500)),
        (401, "", "", .refused(status: 401)),
    ])
    func answersAreUnderstood(
        status: UInt32, retryAfter: String, body: String, wanted: ExportAnswer
    ) {
        // 2026-01-01 00:00 in UTC, and a tenth of a second.
        let answer = ExportAnswer(
            status: status, retryAfter: retryAfter, body: Array(body.utf8),
            wall: TelemetrySamples.received + 100_000)
        #expect(answer == wanted)
    }

    @Test func aLongRemarkIsCut() {
        let long = String(repeating: "x", count: 5_000)
        let answer = ExportAnswer(
            status: 200, retryAfter: "",
            body: Array(#"{"partialSuccess":{"errorMessage":"\#(long)"}}"#.utf8), wall: 0)
        let kept = String(long.prefix(Limits.exportMessageCharacters))
        #expect(answer == .taken(rejected: 0, message: kept))
    }

    @Test func pausesGrowToABound() {
        var retry = ExportRetry()
        let pauses = (1...7).map { retry.failed(seconds: 0, now: UInt64($0) * second) }
        #expect(
            pauses == [1, 2, 4, 8, 16, 30, 30].map { .again(after: .seconds(Int64($0))) })
    }

    @Test func theCollectorsOwnWishCounts() {
        var retry = ExportRetry()
        #expect(retry.failed(seconds: 9, now: 1) == .again(after: .seconds(9)))
        #expect(retry.failed(seconds: 250, now: 2) == .again(after: .seconds(250)))
    }

    @Test func whatIsWantedTooLateIsGivenUpAtOnce() {
        var retry = ExportRetry()
        #expect(retry.failed(seconds: 300, now: second) == .again(after: .seconds(300)))
        // 200 seconds are left.
        #expect(retry.failed(seconds: 201, now: 101 * second) == .next(after: .seconds(201)))
        // The next batch has its own time.
        #expect(retry.failed(seconds: 201, now: 302 * second) == .again(after: .seconds(201)))
        // A day is no time to wait for anybody.
        #expect(retry.failed(seconds: .max, now: 303 * second) == .next(after: .seconds(3600)))
    }

    @Test func aBatchIsGivenUpAndTheNextHasItsOwnTime() {
        var retry = ExportRetry()
        _ = retry.failed(seconds: 0, now: second)
        #expect(
            retry.failed(seconds: 0, now: second + Limits.retryNanoseconds - 1)
                == .again(after: .seconds(2)))
        #expect(
            retry.failed(seconds: 0, now: second + Limits.retryNanoseconds)
                == .next(after: .zero))
        // The pause stays long: it is the same collector.
        #expect(
            retry.failed(seconds: 0, now: 2 * second + Limits.retryNanoseconds)
                == .again(after: .seconds(8)))
        retry.answered()
        #expect(
            retry.failed(seconds: 0, now: 3 * Limits.retryNanoseconds)
                == .again(after: .seconds(1)))
    }
}
