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

    @Test func theOldestThatHasEndedGoesWhenTheTableIsFull() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 4)
        var ids: [UInt64] = []
        for _ in 0..<6 {
            ids.append(table.issue(target, call, now: 0).id)
            #expect(table.report(RouteReport(leaseID: ids[ids.count - 1]), now: 0) != nil)
        }
        #expect(table.open == 0 && table.abandoned == 0)
        #expect(
            ids.map { table.record($0, now: 0) != nil } == [false, false, true, true, true, true])
    }

    @Test func oneThatIsOpenIsNotForgottenForOthers() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 4)
        let long = table.issue(target, call, now: 0).id
        for _ in 0..<10 {
            let short = table.issue(target, call, now: 0).id
            #expect(table.report(RouteReport(leaseID: short), now: 0) != nil)
        }
        #expect(table.open == 1 && table.abandoned == 0)
        table.sweep(now: 1)
        #expect(table.takeOverdue().isEmpty)
        #expect(table.report(RouteReport(leaseID: long, failure: .provider), now: 2)?.id == long)
        #expect(table.open == 0)
        // Whoever asks again finds what became of it, and nobody reports it twice.
        #expect(table.record(long, now: 3)?.outcome?.failure == .provider)
        #expect(table.report(RouteReport(leaseID: long), now: 3) == nil)
    }

    @Test func oneThatIsOpenAndPassedIsGivenUpInItsTime() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 2)
        let ids = (0..<5).map { _ in table.issue(target, call, now: 0).id }
        #expect(table.open == 5)
        table.sweep(now: Limits.leaseLifetime)
        #expect(table.open == 5)
        table.sweep(now: Limits.leaseLifetime + 1)
        #expect(table.open == 0 && table.abandoned == 5)
        #expect(Set(table.takeOverdue().map(\.id)) == Set(ids))
    }

    @Test func aLeaseLastsForAsLongAsItsRequestMay() {
        var table = LeaseTable(wallMicroseconds: 1)
        let hours = 2 * 3_600_000
        let message = RouteAsk(requestID: "r", model: "a/m", remainingMs: UInt32(hours))
        let ask = Ask(message, at: Moment(now: 0, wall: 0), isWanted: { true }) { _ in }
        let id = table.issue(target, call, for: ask, now: 0).id
        let end = UInt64(hours) * 1_000_000 + Limits.reportGrace
        table.sweep(now: end)
        #expect(table.open == 1 && table.record(id, now: end) != nil)
        table.sweep(now: end + 1)
        #expect(table.open == 0 && table.abandoned == 1)
    }

    @Test func ofThoseThatThePlacesPassedTheEndedAreForgotten() {
        var elders = ElderLeases()
        for id in 0..<UInt64(Limits.endedElders + 2) {
            elders.keep(
                LeaseRecord(
                    id: id, target: target, candidate: call, ask: nil, isForVector: false,
                    issued: 0))
        }
        for id in 1..<UInt64(Limits.endedElders + 2) { elders.ended(id) }
        #expect(elders.hasRoom)
        #expect(elders[0] != nil && elders[1] == nil && elders[2] != nil)
    }

    @Test func leasesExpire() {
        var table = LeaseTable(wallMicroseconds: 1)
        let early = table.issue(target, call, now: 0).id
        let late = table.issue(target, call, now: 10).id
        let now = Limits.leaseLifetime + 5
        table.expire(now: now, atMost: 10)
        #expect(table.record(early, now: now)?.isAbandoned == true)
        #expect(table.record(early, now: now + Limits.leaseLifetime + 1) == nil)
        #expect(table.report(RouteReport(leaseID: early), now: now) == nil)
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
