import IPC
import Testing

@testable import Route

/// How an account comes back after a rest.
@Suite struct DrainTests {
    private let account = SimulatedAccount()

    /// Begins calls until something stands in the way.
    private func fill() -> [UInt64] {
        var calls: [UInt64] = []
        while account.obstacle() == nil, calls.count < 100 { calls.append(account.begin()) }
        return calls
    }

    private func recover() {
        account.call(.limited())
        account.seconds = 1
        account.call()
    }

    @Test func callsAtOnceDoubleWithEachRound() {
        account.call(.limited())
        account.seconds = 1
        var widths: [Int] = []
        for _ in 0..<5 {
            let calls = fill()
            widths.append(calls.count)
            for id in calls { account.end(id) }
        }
        #expect(widths == [1, 2, 4, 8, 100])
    }

    @Test func aPlaceIsFreeAsSoonAsItsCallEnds() {
        recover()
        var calls = fill()
        #expect(account.obstacle()?.reason == .busy)
        account.end(calls.removeFirst(), .wrong)
        #expect(fill().count == 1)
    }

    @Test func callsWithoutAnAnswerDoNotWiden() {
        recover()
        for _ in 0..<10 {
            let calls = fill()
            #expect(calls.count == 2)
            for id in calls { account.release(id) }
        }
    }

    @Test func callsFromBeforeTheRecoveryDoNotWiden() {
        account.call(.limited())
        account.seconds = 1
        let calls = (0..<5).map { _ in account.begin() }
        for id in calls { account.end(id) }
        #expect(fill().count == 2)
    }

    @Test func aFailureBeginsAnew() {
        recover()
        for id in fill() { account.end(id) }
        let calls = fill()
        #expect(calls.count == 4)
        account.end(calls[0], .limited(after: 10))
        #expect(account.wait() == 10)
        account.seconds += 10
        #expect(fill().count == 1)
    }

    @Test func aMinuteLaterTheAccountIsFree() {
        recover()
        account.seconds = 60.9
        #expect(fill().count == 2)
        account.seconds = 61
        #expect(fill().count == 100)
    }

    @Test func callsThatAreNeverReportedDoNotJam() {
        recover()
        #expect(fill().count == 2)
        account.seconds = 31
        #expect(fill().count == 2)
    }
}
