import IPC
import Ingress
import Testing

struct RateTests {
    private func limits(_ bounds: (requests: UInt32, seconds: UInt32)...) -> RateLimits {
        RateLimits(bounds.map { RateWindow(requests: $0.requests, seconds: $0.seconds) })
    }

    private let second: Int64 = 1_000_000

    private func passes(_ verdict: RateVerdict) -> Bool {
        if case .passed = verdict { true } else { false }
    }

    @Test func beginsWindowsAtMultiplesOfTheirLength() {
        var counts = RateCounts()
        let limits = limits((2, 60))
        let minute = RateLimit(requests: 2, seconds: 60)
        #expect(
            counts.take(limits, at: 59 * second)
                == .passed(RateStanding(limit: minute, remaining: 1, resetsAt: 60 * second)))
        #expect(passes(counts.take(limits, at: 59 * second)))
        let refused = RateStanding(limit: minute, remaining: 0, resetsAt: 60 * second)
        #expect(counts.take(limits, at: 60 * second - 1) == .exceeded(refused))
        #expect(refused.retryAfter(at: 60 * second - 1) == 1)
        #expect(refused.retryAfter(at: 48 * second - 1) == 13)
        #expect(
            counts.take(limits, at: 60 * second)
                == .passed(RateStanding(limit: minute, remaining: 1, resetsAt: 120 * second)))
    }

    @Test func wantsRoomInAllWindowsAndNamesTheFirstWithout() {
        var counts = RateCounts()
        let limits = limits((2, 1), (3, 60))
        #expect(passes(counts.take(limits, at: 0)) && passes(counts.take(limits, at: 0)))
        guard case .exceeded(let short) = counts.take(limits, at: 0) else {
            Issue.record("passed")
            return
        }
        #expect(short.limit.seconds == 1)
        // What was refused took no room: one is left in the minute.
        #expect(passes(counts.take(limits, at: second)))
        guard case .exceeded(let long) = counts.take(limits, at: second) else {
            Issue.record("passed")
            return
        }
        #expect(long.limit.seconds == 60 && long.resetsAt == 60 * second)
    }

    @Test func tellsOfTheWindowClosestToItsEnd() {
        var counts = RateCounts()
        guard case .passed(let first?) = counts.take(limits((10, 1), (5, 60)), at: 0),
            case .passed(let tie?) = counts.take(limits((4, 1), (5, 60)), at: 0)
        else {
            Issue.record("refused")
            return
        }
        #expect(first.limit.requests == 5 && first.remaining == 4)
        #expect(tie.limit.requests == 4 && tie.remaining == 2)
    }

    @Test func keepsItsCountsWhenBoundsChange() {
        var counts = RateCounts()
        for _ in 0..<3 { #expect(passes(counts.take(limits((5, 60)), at: 0))) }
        #expect(!passes(counts.take(limits((3, 60)), at: 0)))
        #expect(passes(counts.take(limits((100, 3600), (4, 60)), at: 0)))
        #expect(!passes(counts.take(limits((4, 60)), at: 0)))
        #expect(passes(counts.take(limits(), at: 0)))
    }

    @Test func standsAClockThatGoesBack() {
        var counts = RateCounts()
        let limits = limits((1, 60))
        #expect(passes(counts.take(limits, at: 600 * second)))
        // Another thread's reading from just before the border does not empty the window.
        #expect(!passes(counts.take(limits, at: 600 * second - 1)))
        #expect(!passes(counts.take(limits, at: 601 * second)))
        // A clock that was set back does not shut anybody out for as long as it was wrong.
        #expect(passes(counts.take(limits, at: 60 * second)))
        #expect(!passes(counts.take(limits, at: 61 * second)))
        #expect(passes(counts.take(limits, at: 120 * second)))
        #expect(passes(counts.take(limits, at: -second)))
    }

    @Test func readsOddBounds() {
        #expect(limits((5, 60), (3, 60), (9, 60)) == limits((3, 60)))
        #expect(limits((5, 0)) == limits((5, 1)))
        var counts = RateCounts()
        #expect(!passes(counts.take(limits((0, 60)), at: 0)))
        #expect(passes(counts.take(limits((.max, .max)), at: .max / 2)))
    }

    @Test func isExactUnderConcurrency() async {
        let counter = RateCounter()
        let limits = limits((1000, 3600), (700, 86_400))
        let passed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).count { _ in
                        if case .passed = counter.take(limits, at: 0) { true } else { false }
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(passed == 700)
    }

    @Test func tellsClientsInTheirDialect() {
        let minute = RateLimit(requests: 5, seconds: 60)
        let wall: Int64 = 784_111_777_000_000
        let standing = RateStanding(limit: minute, remaining: 3, resetsAt: wall + 23 * second)
        let openAI =
            "x-ratelimit-limit-requests: 5\r\nx-ratelimit-remaining-requests: 3\r\n"
            + "x-ratelimit-reset-requests: 23s\r\n"
        #expect(RateFields.text(standing, .openaiChat, at: wall) == openAI)
        #expect(RateFields.text(standing, .openaiResponses, at: wall) == openAI)
        #expect(
            RateFields.text(standing, .anthropic, at: wall)
                == "anthropic-ratelimit-requests-limit: 5\r\n"
                + "anthropic-ratelimit-requests-remaining: 3\r\n"
                + "anthropic-ratelimit-requests-reset: 1994-11-06T08:50:00Z\r\n")
        #expect(RateFields.text(standing, .gemini, at: wall) == "")
        #expect(RateFields.text(standing, .ollama, at: wall) == "")
    }

    @Test(arguments: [
        (-5, "0ms"), (350_000, "350ms"), (999_001, "1s"), (1_000_000, "1s"), (59_000_001, "1m0s"),
        (360_000_000, "6m0s"), (3_600_000_000, "1h0m0s"), (90_061_000_000, "25h1m1s"),
    ])
    func writesTimesAsOpenAIDoes(_ microseconds: Int64, _ text: String) {
        let standing = RateStanding(
            limit: RateLimit(requests: 1, seconds: 1), remaining: 0, resetsAt: microseconds)
        #expect(
            RateFields.text(standing, .openaiChat, at: 0).hasSuffix(
                "x-ratelimit-reset-requests: \(text)\r\n"))
    }
}
