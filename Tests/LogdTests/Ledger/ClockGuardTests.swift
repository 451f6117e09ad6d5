import Testing

@testable import Logd

@Suite("trust in the clock")
struct ClockGuardTests {
    private var clock = ClockGuard()

    /// Looks at the clocks so many minutes after the start, the wall clock being off by some.
    private mutating func isTrusted(after minutes: Int64, off: Int64 = 0) -> Bool {
        clock.isTrusted(
            wall: Samples.received + (minutes + off) * 60_000_000,
            monotonic: UInt64(minutes) * 60_000_000_000)
    }

    @Test("nothing is trusted until the clock has run evenly for ten minutes")
    mutating func settling() {
        for minute in Int64(0)..<10 {
            let trusted = isTrusted(after: minute)
            #expect(!trusted)
        }
        let trusted = isTrusted(after: 10)
        #expect(trusted)
    }

    @Test("after a jump, forward or back, it has to settle anew", arguments: [525_600, -600])
    mutating func jump(off: Int64) {
        for minute in Int64(0)...10 { _ = isTrusted(after: minute) }
        for minute in Int64(11)..<21 {
            let trusted = isTrusted(after: minute, off: off)
            #expect(!trusted)
        }
        let trusted = isTrusted(after: 21, off: off)
        #expect(trusted)
    }
}
