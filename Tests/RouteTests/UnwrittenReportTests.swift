import Store
import Testing

@testable import Route

/// Reports that come again because the store cannot be written.
@Suite struct UnwrittenReportTests {
    private let example: CallExample

    init() throws { example = try CallExample() }

    @Test func itIsBookedOnceAlsoWhenItsLeaseIsForgotten() throws {
        let router = try example.router(leases: 4)
        let lease = try example.lease(router, at: 0)
        try example.breakStore()
        let report = example.report(lease, tokens: 15)
        router.reported(report, at: CallExample.at(1))
        #expect(!router.flush(at: CallExample.at(1)))
        for _ in 0..<10 { _ = try example.lease(router, at: 2) }
        for second in UInt64(3)..<8 {
            router.reported(report, at: CallExample.at(second))
            #expect(!router.flush(at: CallExample.at(second)))
        }
        #expect(try example.budget(router, at: 8).spent == 15_000_000)
        #expect(example.requests(router, at: 8) == 11)
        try example.mendStore()
        #expect(router.flush(at: CallExample.at(9)))
        #expect(router.unwrittenReports.isEmpty)
        // It was refused the last time, and comes once more when nobody remembers its lease.
        router.reported(report, at: CallExample.at(3_000))
        #expect(try example.budget(router, at: 3_000).spent == 15_000_000)
        let again = try example.restarted(at: 10)
        again.reported(report, at: CallExample.at(10))
        #expect(try example.budget(again, at: 10).spent == 15_000_000)
    }

    @Test func aReportOfAnEarlierProcessIsBookedOnceHoweverManyAreKnown() throws {
        let killed = try example.router()
        let lease = try example.lease(killed, at: 0)
        try example.store.keep(StandingChange(reported: Array(1...70_000), issued: lease))
        let router = try example.restarted(at: 2)
        try example.breakStore()
        for second in UInt64(2)..<12 {
            router.reported(example.report(lease, tokens: 15), at: CallExample.at(second))
            #expect(!router.flush(at: CallExample.at(second)))
        }
        #expect(try example.budget(router, at: 12).spent == 15_000_000)
        try example.mendStore()
        #expect(router.flush(at: CallExample.at(12)))
        router.reported(example.report(lease, tokens: 15), at: CallExample.at(13))
        #expect(try example.budget(router, at: 13).spent == 15_000_000)
    }

    @Test func theTroubleIsToldWhileItLasts() throws {
        let router = try example.router()
        let lease = try example.lease(router, at: 0)
        try example.breakStore()
        router.reported(example.report(lease, tokens: 1), at: CallExample.at(1))
        #expect(!router.flush(at: CallExample.at(1)))
        #expect(router.trouble.isPaused(at: CallExample.at(1).now))
        #expect(router.trouble.note?.contains("full") == true)
        try example.mendStore()
        #expect(router.flush(at: CallExample.at(2)))
        #expect(router.trouble.note == nil)
        #expect(!router.trouble.isPaused(at: CallExample.at(2).now))
    }

    @Test func theStoreIsTriedOnceAPauseAndAPersonToldLater() {
        var trouble = WriteTrouble()
        let error = StoreError.failed(code: 13, extendedCode: 13, message: "full")
        #expect(!trouble.isPaused(at: 0) && !trouble.isLasting(at: .max))
        trouble.failed(error, at: 100)
        #expect(trouble.isPaused(at: 99 + Limits.writePause))
        #expect(!trouble.isPaused(at: 100 + Limits.writePause))
        trouble.failed(error, at: 100 + Limits.writePause)
        #expect(trouble.isPaused(at: 100 + Limits.writePause))
        #expect(!trouble.isLasting(at: 99 + Limits.writePatience))
        #expect(trouble.isLasting(at: 100 + Limits.writePatience))
        trouble.ended()
        #expect(trouble.failure == nil && !trouble.isLasting(at: .max))
    }

    @Test func theLatestThatWereTakenOverAreKnown() {
        var reported = ReportedLeases([7])
        let count = UInt64(Limits.reportedBefore)
        for id in 100..<100 + count { reported.insert(id) }
        #expect(reported.contains(7) && reported.contains(100))
        reported.insert(100 + count)
        #expect(!reported.contains(7))
        #expect(reported.contains(100) && reported.contains(100 + count))
    }
}
