import Testing

@testable import DaemonLife

/// When a drain does what.
@Suite struct DrainClockTests {
    private let second: UInt64 = 1_000_000_000

    @Test func aStopEndsWhatRunsASecondBeforeItsDeadline() {
        var clock = DrainClock(now: 10 * second, limit: 5 * second, isStopping: true)
        #expect(clock.takeEnding(at: 14 * second - 1) == false)
        #expect(clock.takeEnding(at: 14 * second) == true)
        #expect(clock.takeEnding(at: 14 * second) == false)
        #expect(clock.isOver(at: 15 * second - 1) == false)
        #expect(clock.isOver(at: 15 * second) == true)
    }

    @Test(arguments: [UInt64(2_000_000_000), 1_000_000_000, 300_000_000])
    func aShortStopEndsItHalfway(limit: UInt64) {
        var clock = DrainClock(now: 10 * second, limit: limit, isStopping: true)
        let half = 10 * second + limit / 2
        #expect(clock.takeEnding(at: half - 1) == false)
        #expect(clock.takeEnding(at: half) == true)
        #expect(clock.isOver(at: half) == false)
        #expect(clock.isOver(at: 10 * second + limit) == true)
    }

    @Test func aStopWithoutTimeEndsItAllTheSame() {
        var clock = DrainClock(now: 10 * second, limit: 0, isStopping: true)
        #expect(clock.takeEnding(at: 10 * second) == true)
        #expect(clock.isOver(at: 10 * second) == true)
    }

    @Test func whatASuccessorFollowsRunsOn() {
        var clock = DrainClock(now: 10 * second, limit: 3600 * second, isStopping: false)
        #expect(clock.takeEnding(at: 3610 * second) == false)
        #expect(clock.isOver(at: 3610 * second) == true)
    }

    @Test func aStopOfADrainIsNoLongerThanTheDrain() {
        var long = DrainClock(now: 10 * second, limit: 3600 * second, isStopping: false)
        long.stops(now: 20 * second, limit: 5 * second)
        #expect(long.deadline == 25 * second)
        #expect(long.takeEnding(at: 24 * second - 1) == false)
        #expect(long.takeEnding(at: 24 * second) == true)
        var late = DrainClock(now: 10 * second, limit: 10 * second, isStopping: false)
        late.stops(now: 18 * second, limit: 5 * second)
        #expect(late.deadline == 20 * second)
        #expect(late.takeEnding(at: 19 * second) == true)
        var over = DrainClock(now: 10 * second, limit: 10 * second, isStopping: false)
        over.stops(now: 30 * second, limit: 5 * second)
        #expect(over.takeEnding(at: 30 * second) == true)
        #expect(over.isOver(at: 30 * second) == true)
    }

    @Test func whoeverIsWaitedForEndsItAtOnce() {
        var clock = DrainClock(now: 10 * second, limit: 3600 * second, isStopping: false)
        clock.stopsAtOnce(now: 20 * second)
        #expect(clock.takeEnding(at: 20 * second) == true)
        #expect(clock.isOver(at: 21 * second - 1) == false)
        #expect(clock.isOver(at: 21 * second) == true)
    }
}
