import IPC
import Testing

@testable import Route

/// Which leases are remembered, and for how long.
@Suite struct LeaseTableTests {
    private let target = Target(connection("a"))

    private var call: Candidate { Candidate(target: target, model: "m") }

    @Test func numbersOfALaterProcessAreLarger() {
        var first = LeaseTable(wallMicroseconds: 1_000_000)
        var last: UInt64 = 0
        for _ in 0..<4_000 { last = first.issue(target, call, now: 0).id }
        var second = LeaseTable(wallMicroseconds: 1_000_001)
        #expect(second.issue(target, call, now: 0).id > last)
    }

    @Test func aReportFreesALeaseOnce() {
        var table = LeaseTable(wallMicroseconds: 1)
        let id = table.issue(target, call, now: 0).id
        #expect(table.open == 1)
        let report = RouteReport(
            leaseID: id, failure: .transient, status: 500, retryAfterMs: 7, reason: .reasonCut)
        #expect(table.report(report, now: 1)?.id == id)
        #expect(table.open == 0)
        let outcome = table.record(id, now: 1)?.outcome
        #expect(outcome?.connectionID == "c-a")
        #expect(outcome?.model == "m")
        #expect(outcome?.failure == .transient)
        #expect(outcome?.reason == .reasonCut)
        #expect(outcome?.status == 500)
        #expect(outcome?.retryAfterMs == 7)
        #expect(table.report(RouteReport(leaseID: id), now: 1) == nil)
    }

    @Test func unknownNumbersAreRefused() {
        var table = LeaseTable(wallMicroseconds: 1_000)
        let id = table.issue(target, call, now: 0).id
        for other in [0, 1, id - 1, id + 1, .max] {
            #expect(table.report(RouteReport(leaseID: other), now: 0) == nil)
            #expect(table.record(other, now: 0) == nil)
        }
    }

    @Test func theOldestGoesWhenTheTableIsFull() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 4)
        let ids = (0..<6).map { _ in table.issue(target, call, now: 0).id }
        #expect(table.open == 4)
        #expect(table.abandoned == 2)
        #expect(table.takeOverdue().map(\.id) == [ids[0], ids[1]])
        #expect(table.takeOverdue().isEmpty)
        #expect(
            ids.map { table.record($0, now: 0) != nil } == [false, false, true, true, true, true])
        #expect(table.report(RouteReport(leaseID: ids[0]), now: 0) == nil)
        #expect(table.report(RouteReport(leaseID: ids[5]), now: 0) != nil)
    }

    @Test func leasesExpire() {
        var table = LeaseTable(wallMicroseconds: 1)
        let early = table.issue(target, call, now: 0).id
        let late = table.issue(target, call, now: 10).id
        let now = Limits.leaseLifetime + 5
        #expect(table.record(early, now: now) == nil)
        #expect(table.report(RouteReport(leaseID: early), now: now) == nil)
        table.expire(now: now, atMost: 10)
        #expect(table.open == 1)
        #expect(table.abandoned == 1)
        #expect(table.report(RouteReport(leaseID: late), now: now) != nil)
        #expect(table.open == 0)
        #expect(table.issue(target, call, now: now).id > late)
    }

    @Test func leasesForModelListsAreNotCounted() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 2)
        let id = table.issue(target, now: 0).id
        #expect(table.open == 0)
        #expect(table.report(RouteReport(leaseID: id, failure: .provider), now: 0) != nil)
        #expect(table.open == 0)
        for _ in 0..<3 { _ = table.issue(target, now: 0) }
        #expect(table.abandoned == 0)
        #expect(table.takeOverdue().isEmpty)
    }

    @Test func oneThatIsOverLetsGoOfTheRequest() {
        var table = LeaseTable(wallMicroseconds: 1)
        let message = RouteAsk(requestID: "r", model: "a/m", session: 5, remainingMs: 1_000)
        var ask: Ask? = Ask(message, at: Moment(now: 7, wall: 0), isWanted: { true }) { _ in }
        let record = table.issue(target, call, for: ask, now: 7)
        #expect(record.session?.hash == 5)
        #expect(record.model == "m")
        weak let held = ask
        ask = nil
        #expect(held != nil)
        // Past the request's time and the grace of its report.
        table.expire(now: 7 + 1_000_000_000 + Limits.reportGrace, atMost: 1)
        #expect(table.open == 1)
        record.close(isLast: false)
        #expect(held == nil)
        #expect(record.session == nil && record.ticket == AnswerTicket())
        #expect(record.model == "m")
    }

    @Test func aLeaseForAVectorKeepsNoAnswerAndNoConversation() {
        var table = LeaseTable(wallMicroseconds: 1)
        let message = RouteAsk(requestID: "r", model: "a/m", session: 5)
        let ask = Ask(message, at: Moment(now: 0, wall: 0), isWanted: { true }) { _ in }
        ask.ticket.asked = 3
        #expect(table.issue(target, call, for: ask, now: 0).ticket == ask.ticket)
        let record = table.issue(target, call, for: ask, isForVector: true, now: 0)
        #expect(record.ticket == AnswerTicket())
        #expect(record.session == nil)
        #expect(table.last == record.id)
    }
}
