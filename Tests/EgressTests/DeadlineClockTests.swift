import IPC
import Testing

@testable import Egress

/// Which deadline comes next, with a clock of numbers.
@Suite struct DeadlineClockTests {
    private let limits = Deadlines(connectMs: 10, firstByteMs: 20, idleMs: 30, totalMs: 1000)
    private func at(_ milliseconds: UInt64) -> UInt64 { milliseconds * 1_000_000 }

    @Test func collectingHasOnlyTheTotal() {
        let clock = DeadlineClock(limits, now: at(0))
        #expect(clock.nextDue == at(1000))
        #expect(clock.expired(now: at(999)) == nil)
        #expect(clock.expired(now: at(1000)) == .total)
    }

    @Test func eachPhaseHasItsOwn() {
        var clock = DeadlineClock(limits, now: at(0))
        clock.started(now: at(100))
        #expect(clock.nextDue == at(110))
        #expect(clock.expired(now: at(109)) == nil)
        #expect(clock.expired(now: at(110)) == .connect)
        clock.connected(now: at(105))
        #expect(clock.expired(now: at(124)) == nil)
        #expect(clock.expired(now: at(125)) == .firstByte)
        clock.headReceived(now: at(120))
        #expect(clock.expired(now: at(149)) == nil)
        #expect(clock.expired(now: at(150)) == .idle)
    }

    @Test func progressStartsAPhaseAnew() {
        var clock = DeadlineClock(limits, now: at(0))
        clock.started(now: at(0))
        clock.progressed(now: at(9))
        #expect(clock.nextDue == at(10))
        clock.connected(now: at(9))
        clock.progressed(now: at(15))
        #expect(clock.nextDue == at(35))
        clock.headReceived(now: at(20))
        clock.progressed(now: at(40))
        #expect(clock.nextDue == at(70))
    }

    @Test func ourOwnPauseIsNobodysSilence() {
        var clock = DeadlineClock(limits, now: at(0))
        clock.started(now: at(0))
        clock.connected(now: at(1))
        clock.headReceived(now: at(2))
        clock.pause()
        #expect(clock.nextDue == at(1000))
        #expect(clock.expired(now: at(500)) == nil)
        clock.resume(now: at(500))
        #expect(clock.nextDue == at(530))
        #expect(clock.expired(now: at(530)) == .idle)
        clock.pause()
        #expect(clock.expired(now: at(1000)) == .total)
    }

    @Test func resumingWithoutAPauseChangesNothing() {
        var clock = DeadlineClock(limits, now: at(0))
        clock.started(now: at(0))
        clock.connected(now: at(0))
        clock.resume(now: at(10))
        #expect(clock.nextDue == at(20))
    }

    @Test func zeroMeansTheDefault() {
        let clock = DeadlineClock(nil, now: at(0))
        #expect(clock.milliseconds(.connect) == 10_000)
        #expect(clock.milliseconds(.firstByte) == 120_000)
        #expect(clock.milliseconds(.idle) == 60_000)
        #expect(clock.milliseconds(.total) == 600_000)
        #expect(DeadlineClock(Deadlines(idleMs: 5), now: 0).milliseconds(.idle) == 5)
    }

    @Test func theLongestTimesDoNotOverflow() {
        let most = Deadlines(connectMs: .max, firstByteMs: .max, idleMs: .max, totalMs: .max)
        var clock = DeadlineClock(most, now: at(1))
        clock.started(now: at(1))
        #expect(clock.expired(now: at(1 << 31)) == nil)
    }
}
