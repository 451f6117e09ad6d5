import IPC
import Testing

@testable import Route

/// At most so many calls a minute.
@Suite struct CallWindowTests {
    /// The most calls that begin within any minute.
    private func most(_ times: [UInt64]) -> Int {
        var first = 0
        var most = 0
        for last in times.indices {
            while times[last] - times[first] >= CallWindow.length { first += 1 }
            most = max(most, last - first + 1)
        }
        return most
    }

    /// Calls as early as they may begin after times that chance gives.
    private func begin(_ count: Int, limit: UInt32, meanGap: UInt64, seed: UInt64) -> [UInt64] {
        var window = CallWindow(limit: limit)
        var generator = SplitMix(seed: seed)
        var now = Simulated.now
        var times: [UInt64] = []
        for _ in 0..<count {
            now = max(now + UInt64.random(in: 0...2 * meanGap, using: &generator), window.next)
            window.count(at: Moment(now: now, wall: 0))
            times.append(now)
        }
        return times
    }

    @Test(arguments: [1, 2, 7, 100, 4_096] as [UInt32])
    func tenThousandCallsAreLimitedExactly(_ limit: UInt32) {
        // Three times as fast as they may be, with bursts.
        let gap = CallWindow.length / UInt64(limit) / 3
        let times = begin(10_000, limit: limit, meanGap: gap, seed: UInt64(limit))
        #expect(most(times) == min(Int(limit), 10_000))
        // Nothing is wasted: the whole takes as many minutes as it must.
        let minutes = Double(times[9_999] - times[0]) / Double(CallWindow.length)
        #expect(minutes <= Double(9_999 / Int(limit) + 1))
        #expect(minutes >= Double(9_999 / Int(limit)))
    }

    @Test(arguments: [4_097, 5_000, 10_000] as [UInt32])
    func highLimitsAreCountedInGroupsAndNeverExceeded(_ limit: UInt32) {
        let times = begin(60_000, limit: limit, meanGap: 1_000_000, seed: 3)
        #expect(most(times) <= Int(limit))
        #expect(most(times) > Int(limit) - 10)
    }

    @Test func slowerCallsNeverWait() {
        var window = CallWindow(limit: 60)
        var now = Simulated.now
        for _ in 0..<10_000 {
            #expect(window.next <= now)
            window.count(at: Moment(now: now, wall: 0))
            now += CallWindow.length / 60
        }
    }

    @Test func aBurstMayUseTheWholeMinute() {
        var window = CallWindow(limit: 30)
        let begin = Simulated.at(0)
        for _ in 0..<30 {
            #expect(window.next <= begin.now)
            window.count(at: begin)
        }
        #expect(window.next == begin.now + CallWindow.length)
    }

    @Test func callsStayCountedUnderAnotherLimit() {
        var window = CallWindow(limit: 10)
        for second in 0..<13 { window.count(at: Simulated.at(Double(second) * 7)) }
        // Those at 21, 28 … 84 seconds are remembered.
        #expect(window.next == Simulated.nanoseconds(21 + 60))
        #expect(window.resized(to: 3).next == Simulated.nanoseconds(70 + 60))
        #expect(window.resized(to: 11).next == 0)
        var larger = window.resized(to: 11)
        larger.count(at: Simulated.at(85))
        #expect(larger.next == Simulated.nanoseconds(21 + 60))
    }
}
