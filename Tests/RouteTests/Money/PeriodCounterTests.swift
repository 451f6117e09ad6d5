import Testing

@testable import Route
@testable import TimeZones

/// What becomes of counts when clocks are set.
@Suite struct PeriodCounterTests {
    private let day: Int64 = 86_400_000_000

    private func period(_ wall: Int64) -> WallPeriod { CivilCalendar.utc.period(.day, at: wall) }

    /// A counter of the tenth day with 7 used, and 5 on the day before.
    private func counter() -> PeriodCounter {
        var counter = PeriodCounter(period(9 * day))
        counter.add(5)
        #expect(roll(&counter, 10 * day))
        counter.add(7)
        return counter
    }

    private func roll(_ counter: inout PeriodCounter, _ wall: Int64) -> Bool {
        counter.roll(to: wall) { period(wall) }
    }

    @Test func aPeriodLastsUntilTheNextBegins() {
        var counter = counter()
        #expect(!roll(&counter, 11 * day - 1))
        #expect(counter.current.used == 7)
        #expect(roll(&counter, 11 * day))
        #expect(counter.current.used == 0)
        #expect(counter.previous?.used == 7)
    }

    @Test func aClockSetBackOverABorderReturnsToWhatWasCounted() {
        var counter = counter()
        #expect(roll(&counter, 10 * day - 1))
        #expect(counter.current.used == 5)
        counter.add(1)
        #expect(roll(&counter, 10 * day))
        #expect(counter.current.used == 7)
        #expect(roll(&counter, 10 * day - 1))
        #expect(counter.current.used == 6)
    }

    @Test func aClockSetBackFurtherEmptiesNothing() {
        var counter = counter()
        #expect(roll(&counter, 100))
        #expect(counter.current.used == 7)
        #expect(counter.inUse == period(100))
        counter.add(1)
        #expect(roll(&counter, 10 * day + 5))
        #expect(counter.current.used == 8)
        #expect(counter.inUse == period(10 * day))
    }

    @Test func aClockThatStaysBackBeginsAnewAtTheNextBorder() {
        var counter = counter()
        _ = roll(&counter, 2 * day + 5)
        #expect(!roll(&counter, 3 * day - 1))
        #expect(counter.current.used == 7)
        #expect(roll(&counter, 3 * day))
        #expect(counter.current.used == 0)
        #expect(counter.inUse == period(3 * day))
    }

    @Test func aClockSetForwardsOverManyPeriodsBeginsOne() {
        var counter = counter()
        _ = roll(&counter, 400 * day + 3)
        #expect(counter.current == PeriodCounter.Share(period: period(400 * day)))
        counter.add(2)
        // The clock is put right: the day goes on, and the next one is not the one of the mistake.
        _ = roll(&counter, 10 * day + 3)
        #expect(counter.current.used == 7)
        _ = roll(&counter, 11 * day)
        #expect(counter.current.used == 0)
        _ = roll(&counter, 12 * day)
        #expect(counter.current.used == 0)
    }

    @Test func nothingIsCountedTwiceOrLostWhateverTheClockDoes() {
        var random = SplitMix(seed: 3)
        for _ in 0..<200 {
            var counter = PeriodCounter(period(100 * day))
            var wall = 100 * day
            for _ in 0..<200 {
                let before = counter
                wall += Int64.random(in: -2 * day...2 * day, using: &random)
                let isOther = roll(&counter, wall)
                #expect(counter.inUse.contains(wall))
                #expect(counter.inUse == period(wall))
                // Only time that goes on begins a period.
                if counter.current.used == 0, before.current.used > 0, isOther,
                    counter.current != before.previous
                {
                    #expect(wall >= before.inUse.ends)
                }
                counter.add(1)
            }
        }
    }
}
