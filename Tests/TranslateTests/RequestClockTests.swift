import IPC
import Testing

@testable import Translate

@Suite struct RequestClockTests {
    private func milliseconds(_ count: UInt64) -> UInt64 { count * 1_000_000 }

    @Test func aDecisionTakesItsTime() {
        var clock = RequestClock()
        clock.asks(now: milliseconds(5))
        clock.decided(now: milliseconds(12), queued: 4_000)
        #expect(clock.decision == (7_000, 4_000))
        #expect(clock.timings == Timings(decide: 7_000, queue: 4_000))
        // Another one adds to it.
        clock.asks(now: milliseconds(20))
        clock.decided(now: milliseconds(21), queued: 9_000)
        // No longer than the decision took.
        #expect(clock.decision == (1_000, 1_000))
        #expect(clock.timings == Timings(decide: 8_000, queue: 5_000))
    }

    @Test func aDecisionUnderWayHasItsAge() {
        var clock = RequestClock()
        #expect(clock.askedFor(now: milliseconds(9)) == 0)
        clock.asks(now: milliseconds(10))
        clock.asks(now: milliseconds(12))
        #expect(clock.askedFor(now: milliseconds(15)) == 5_000)
        clock.decided(now: milliseconds(16), queued: 0)
        #expect(clock.askedFor(now: milliseconds(20)) == 0)
    }

    @Test func askingAgainIsTheSameWait() {
        var clock = RequestClock()
        clock.asks(now: milliseconds(1))
        clock.pass(now: milliseconds(3), queued: 0)
        #expect(clock.decision.whole == 2_000 && clock.timings == Timings())
        clock.asks(now: milliseconds(8))
        clock.decided(now: milliseconds(9), queued: 0)
        #expect(clock.timings.decide == 8_000 && clock.decision.whole == 8_000)
    }

    @Test func aPauseBeforeTheFirstAttemptIsAWaitForAPlace() {
        var clock = RequestClock()
        clock.asks(now: 0)
        clock.decided(now: milliseconds(1), queued: 0)
        clock.pauses(now: milliseconds(1))
        clock.resumes(now: milliseconds(31), isFirst: true)
        #expect(
            clock.timings == Timings(decide: 30_999, queue: 30_000)
                || clock.timings == Timings(decide: 31_000, queue: 30_000))
        #expect(clock.decision.queue == 30_000)
    }

    @Test func laterPausesAndAttemptsAreLost() {
        var clock = RequestClock()
        clock.failed(500)
        clock.pauses(now: milliseconds(10))
        clock.resumes(now: milliseconds(12), isFirst: false)
        // egress is away: the wait ends with the next question.
        clock.pauses(now: milliseconds(20))
        clock.asks(now: milliseconds(25))
        clock.decided(now: milliseconds(26), queued: 0)
        #expect(clock.timings == Timings(decide: 1_000, failed: 7_500))
        // Nothing is waited for any more.
        clock.resumes(now: milliseconds(99), isFirst: true)
        #expect(clock.timings.failed == 7_500)
    }

    @Test func theAnswerAndItsFirstToken() {
        var clock = RequestClock()
        clock.answers(EgressResponse(connectUs: 3, firstByteUs: 9))
        clock.shows(after: 0)
        clock.shows(after: 77)
        #expect(clock.timings == Timings(connect: 3, firstByte: 9, firstToken: 1))
    }
}

@Suite struct HostNamesTests {
    @Test(
        arguments: [
            ("https://api.example.com/v1", "api.example.com:443"),
            ("http://127.0.0.1:9101/v1", "127.0.0.1:9101"), ("http://host", "host:80"),
            ("https://[::1]:8443/x", "[::1]:8443"), ("https://[::1]/x", "[::1]:443"),
            ("https://user:secret@host/v1", "host:443"), ("https://host?x=:1", "host:443"),
            ("nonsense", ""), ("", ""),
        ])
    func hostAndPort(url: String, host: String) {
        #expect(HostNames.read(url) == host)
        var names = HostNames()
        let found = [names.host(of: url), names.host(of: url)]
        #expect(found == [host, host])
    }

    @Test func theyAreForgottenWhenThereAreTooMany() {
        var names = HostNames()
        for number in 0..<3000 {
            let host = names.host(of: "http://h\(number)")
            #expect(host == "h\(number):80")
        }
    }
}

@Suite struct EndedRequestsTests {
    private func head(_ id: String, _ time: Int64 = 1) -> RequestHead {
        RequestHead(requestID: id, receivedUnixUs: time)
    }

    @Test func eachIsGivenOnce() {
        var ends = EndedRequests(limit: 10, age: 100)
        ends.keep(ResponseEnd(outcome: .clientGone, attempts: 3), of: head("r"))
        ends.keep(ResponseEnd(outcome: .clientGone, attempts: 4), of: head("r", 2))
        let asks = [("r", 3), ("s", 1), ("r", 1), ("r", 1), ("r", 2)] as [(String, Int64)]
        let attempts = asks.map { ask in
            ends.take(RequestEndAsk(requestID: ask.0, receivedUnixUs: ask.1))?.attempts
        }
        #expect(attempts == [nil, nil, 3, nil, 4])
    }

    private final class Peer {}

    @Test func aLostIngressIsSpokenForOnce() {
        let (one, other) = (Peer(), Peer())
        var ends = EndedRequests(limit: 4, age: 1)
        for number in 1...6 {
            let peer = number == 4 ? other : one
            ends.keep(
                ResponseEnd(outcome: .complete, attempts: UInt32(number)),
                of: RequestHead(
                    requestID: "r\(number)",
                    headers: [Header(name: "user-agent", value: "agent/1.0 (x)")],
                    receivedUnixUs: 1),
                status: 200, microseconds: 70, from: ObjectIdentifier(peer),
                now: number < 4 ? 1 : 3)
        }
        // Also what ingress has asked for may not be stored.
        _ = ends.take(RequestEndAsk(requestID: "r6", receivedUnixUs: 1))
        let told = ends.told(by: ObjectIdentifier(one), now: 4)
        #expect(told.map(\.requestID) == ["r5", "r6"])
        #expect(told.allSatisfy { $0.secondhand && $0.status == 200 && $0.client == "agent/1.0" })
        #expect(told.map(\.totalUs) == [70, 70] && told.map(\.attempts) == [5, 6])
        #expect(ends.told(by: ObjectIdentifier(one), now: 4).isEmpty)
        #expect(ends.told(by: ObjectIdentifier(other), now: 4).map(\.requestID) == ["r4"])
    }

    @Test func whatIsOldIsForgotten() {
        var ends = EndedRequests(limit: 1_000, age: 10)
        for number in 1...2_000 {
            ends.keep(ResponseEnd(), of: head("r\(number)"), now: UInt64(number))
            #expect(ends.count <= 11)
        }
        ends.forget(now: 2_005)
        #expect(ends.count == 6)
        ends.forget(now: 3_000)
        #expect(ends.count == 0)
        ends.keep(ResponseEnd(), of: head("again"), now: 3_000)
        #expect(ends.take(RequestEndAsk(requestID: "again", receivedUnixUs: 1)) != nil)
    }

    @Test func theOldestAreForgotten() {
        var ends = EndedRequests(limit: 10, age: 100)
        for number in 0..<25 { ends.keep(ResponseEnd(), of: head("r\(number)")) }
        #expect(ends.count == 10)
        let (first, last) = (
            ends.take(RequestEndAsk(requestID: "r0", receivedUnixUs: 1)),
            ends.take(RequestEndAsk(requestID: "r24", receivedUnixUs: 1))
        )
        #expect(first == nil && last != nil)
    }
}

@Suite struct TraceHeadersTests {
    private let trace = Trace(
        traceID: [UInt8](repeating: 0xab, count: 16), parentSpanID: [UInt8](repeating: 1, count: 8))

    private func headers(
        _ trace: Trace?, attempt: UInt32 = 1, passed: [Header] = []
    ) -> [Header] {
        var headers = [Header(name: "accept", value: "x")]
        TraceHeaders.add(
            RequestHead(requestID: "r", headers: passed, receivedUnixUs: 5, trace: trace),
            attempt: attempt, to: &headers)
        #expect(headers.first?.name == "accept")
        return Array(headers.dropFirst())
    }

    @Test func whoTracesIsTold() throws {
        let given = try #require(headers(trace).first)
        let span = SpanID.of(
            trace: trace.traceID, request: "r", receivedUnixUs: 5, attempt: 1, name: "attempt")
        #expect(given.name == "traceparent")
        #expect(TraceContext.parent(given.value)?.spanID == span)
        #expect(TraceContext.parent(given.value)?.traceID == trace.traceID)
        #expect(TraceContext.parent(given.value)?.isSampled == false)
        #expect(headers(trace, attempt: 2).first != given)
    }

    @Test func theStateGoesAlong() {
        var stated = trace
        stated.state = "a=1"
        #expect(headers(stated).last == Header(name: "tracestate", value: "a=1"))
    }

    @Test func whatIsPassedOnStaysAsItCame() {
        let passed = [
            Header(name: "traceparent", value: "00-client-01"),
            Header(name: "tracestate", value: "b=2"), Header(name: "tracestate", value: "c=3"),
        ]
        var sampled = trace
        sampled.sampled = true
        let other = Header(name: "user-agent", value: "u")
        #expect(headers(sampled, passed: [other] + passed) == passed)
        #expect(headers(nil, passed: passed) == passed)
        var configured = [passed[0], other]
        TraceHeaders.add(
            RequestHead(requestID: "r", headers: passed), attempt: 1, to: &configured)
        // A connection's own header of the name does not stand beside it.
        #expect(configured == [other] + passed)
    }

    @Test func whereNobodyTracesNothingIsSaid() {
        var own = trace
        own.parentSpanID = []
        #expect(headers(own).isEmpty && headers(nil).isEmpty)
        own.sampled = true
        #expect(headers(own).first?.value.hasSuffix("-01") == true)
    }
}
