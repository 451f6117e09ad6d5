import IPC
import Testing

@testable import Route

/// Which leases are remembered, and for how long.
@Suite struct LeaseTableTests {
    private let health = ConnectionHealth(connectionID: "c-a")

    @Test func numbersOfALaterProcessAreLarger() {
        var first = LeaseTable(wallMicroseconds: 1_000_000)
        var last: UInt64 = 0
        for _ in 0..<4_000 { last = first.issue(health, now: 0) }
        var second = LeaseTable(wallMicroseconds: 1_000_001)
        #expect(second.issue(health, now: 0) > last)
    }

    @Test func aReportFreesALeaseOnce() {
        var table = LeaseTable(wallMicroseconds: 1)
        let id = table.issue(health, now: 0)
        #expect(table.open == 1)
        #expect(table.report(RouteReport(leaseID: id, failure: .transient), now: 1) == true)
        #expect(table.open == 0)
        #expect(health.open == 0)
        #expect(table.record(id, now: 1)?.failure == .transient)
        #expect(table.report(RouteReport(leaseID: id), now: 1) == false)
        #expect(health.reports[0] == 0)
    }

    @Test func unknownNumbersAreRefused() {
        var table = LeaseTable(wallMicroseconds: 1_000)
        let id = table.issue(health, now: 0)
        for other in [0, 1, id - 1, id + 1, .max] {
            #expect(table.report(RouteReport(leaseID: other), now: 0) == false)
            #expect(table.record(other, now: 0) == nil)
        }
    }

    @Test func theOldestGoesWhenTheTableIsFull() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 4)
        let ids = (0..<6).map { _ in table.issue(health, now: 0) }
        #expect(table.open == 4)
        #expect(table.abandoned == 2)
        #expect(health.open == 4)
        #expect(
            ids.map { table.record($0, now: 0) != nil } == [false, false, true, true, true, true])
        #expect(table.report(RouteReport(leaseID: ids[0]), now: 0) == false)
        #expect(table.report(RouteReport(leaseID: ids[5]), now: 0) == true)
    }

    @Test func leasesExpire() {
        var table = LeaseTable(wallMicroseconds: 1)
        let early = table.issue(health, now: 0)
        let late = table.issue(health, now: 10)
        let now = Limits.leaseLifetime + 5
        #expect(table.record(early, now: now) == nil)
        #expect(table.report(RouteReport(leaseID: early), now: now) == false)
        table.expire(now: now, atMost: 10)
        #expect(table.open == 1)
        #expect(table.abandoned == 1)
        #expect(table.report(RouteReport(leaseID: late), now: now) == true)
        #expect(table.open == 0)
        #expect(table.issue(health, now: now) > late)
    }

    @Test func leasesForModelListsAreNotCounted() {
        var table = LeaseTable(wallMicroseconds: 1, capacity: 2)
        let id = table.issue(health, now: 0, isCounted: false)
        #expect(table.open == 0)
        #expect(table.report(RouteReport(leaseID: id, failure: .provider), now: 0) == true)
        #expect(table.open == 0)
        for _ in 0..<3 { _ = table.issue(health, now: 0, isCounted: false) }
        #expect(table.abandoned == 0)
        #expect(health.open == 0)
    }
}
