import EventLoop
import Testing

@Suite struct TimerTests {
    @Test func timersFireInOrderAndOnce() throws {
        let reactor = try Reactor()
        var fired: [Int] = []
        for delay in [3, 1, 2] {
            _ = reactor.after(.milliseconds(delay)) { fired.append(delay) }
        }
        let stop = reactor.after(.milliseconds(5)) { reactor.stop() }
        reactor.run()
        #expect(fired == [1, 2, 3] && !stop.isPending)
    }

    @Test func cancelledAndMovedTimers() throws {
        let reactor = try Reactor()
        var fired: [String] = []
        let cancelled = reactor.after(.milliseconds(1)) { fired.append("cancelled") }
        let later = reactor.after(.milliseconds(1)) { fired.append("later") }
        let sooner = reactor.after(.seconds(100)) { fired.append("sooner") }
        reactor.cancel(cancelled)
        reactor.cancel(cancelled)
        reactor.rearm(later, .milliseconds(6))
        reactor.rearm(sooner, .milliseconds(2))
        _ = reactor.after(.milliseconds(9)) { reactor.stop() }
        reactor.run()
        #expect(fired == ["sooner", "later"])
    }

    @Test func timersOfAMoment() throws {
        let reactor = try Reactor()
        var fired: [String] = []
        _ = reactor.at(reactor.now) { fired.append("now") }
        let moved = reactor.at(.max) { fired.append("moved") }
        reactor.rearm(moved, at: reactor.now + 2_000_000)
        _ = reactor.at(reactor.now + 4_000_000) { reactor.stop() }
        reactor.run()
        #expect(fired == ["now", "moved"])
    }

    @Test func aTimerThatFiredCanBeArmedAgain() throws {
        let reactor = try Reactor()
        var count = 0
        var timer: EventLoop.Timer?
        timer = reactor.after(.milliseconds(1)) {
            count += 1
            guard count < 3, let timer else { return reactor.stop() }
            reactor.rearm(timer, .milliseconds(1))
        }
        reactor.run()
        #expect(count == 3)
        timer = nil
    }

    @Test func manyTimersKeepTheHeapInOrder() throws {
        let reactor = try Reactor()
        var generator = SystemRandomNumberGenerator()
        var timers: [EventLoop.Timer] = []
        var fired: [Int] = []
        for _ in 0..<2000 {
            let delay = Int.random(in: 0..<20_000, using: &generator)
            timers.append(reactor.after(.microseconds(delay)) { fired.append(delay) })
        }
        for timer in timers.shuffled().prefix(700) { reactor.cancel(timer) }
        _ = reactor.after(.milliseconds(25)) { reactor.stop() }
        reactor.run()
        #expect(fired.count == 1300 && fired == fired.sorted())
    }

    @Test func workOfOtherThreadsRunsOnTheLoop() async throws {
        let reactor = try Reactor()
        let waker = try Waker(reactor)
        let box = Box()
        waker.submit { box.values.append(1) }
        waker.submit { box.values.append(2) }
        reactor.tick(maximumWait: .seconds(5))
        #expect(box.values == [1, 2])
    }

    /// Only the reactor's thread touches it; the test runs the reactor itself.
    private final class Box: @unchecked Sendable { var values: [Int] = [] }

    @Test func latencyIsCountedInBuckets() {
        var window = LatencyWindow()
        for _ in 0..<99 { window.record(nanoseconds: 900, now: 1) }
        window.record(nanoseconds: 5_000_000, now: 1)
        #expect(window.microseconds(share: 0.5) == 1)
        #expect(window.microseconds(share: 1) >= 5000)
        #expect(window.maximumMicroseconds == 5000)
        window.record(nanoseconds: 1, now: LatencyWindowTest.minutes(3))
        window.record(nanoseconds: 1, now: LatencyWindowTest.minutes(6))
        #expect(window.maximumMicroseconds == 0)
    }

    private enum LatencyWindowTest {
        static func minutes(_ count: UInt64) -> UInt64 { count * 60_000_000_000 }
    }
}
