import IPC
import Testing

@testable import Route

/// Ladders of waits, and their spread.
@Suite struct ResilienceProfileTests {
    private func seconds(_ profile: ResilienceProfile, _ cause: CooldownCause) -> [UInt64] {
        (0..<8).map { profile.wait(cause, level: $0) / HealthLimits.second }
    }

    @Test func waitsDoubleUpToTheirCeiling() {
        #expect(seconds(.apiKey, .transient) == [3, 6, 12, 24, 48, 96, 96, 96])
        #expect(seconds(.apiKey, .rateLimit) == [1, 2, 4, 8, 16, 32, 32, 32])
        #expect(seconds(.oauth, .transient) == [5, 10, 20, 40, 80, 120, 120, 120])
        #expect(seconds(.oauth, .rateLimit) == [60, 120, 240, 480, 600, 600, 600, 600])
        #expect(seconds(.local, .transient) == [2, 4, 8, 16, 16, 16, 16, 16])
        #expect(seconds(.apiKey, .forbidden) == [120, 240, 480, 960, 1800, 1800, 1800, 1800])
        #expect(seconds(.apiKey, .quota) == [300, 600, 1200, 1800, 1800, 1800, 1800, 1800])
        #expect(seconds(.apiKey, .payment) == [600, 1200, 2400, 3600, 3600, 3600, 3600, 3600])
        #expect(seconds(.oauth, .credential) == [600, 1200, 2400, 3600, 3600, 3600, 3600, 3600])
    }

    @Test(arguments: Resilience.allCases)
    func noGuessIsLongerThanAnHour(_ resilience: Resilience) {
        for cause in CooldownCause.allCases {
            for level in [-1, 0, 1, 64, Int.max] {
                let wait = ResilienceProfile.of(resilience).wait(cause, level: level)
                #expect(wait > 0)
                #expect(wait <= HealthLimits.hour)
            }
        }
    }

    @Test func theSpreadIsAFifthToBothSides() {
        #expect(Jitter { 0 }.spread(1_000) == 800)
        #expect(Jitter { .max }.spread(1_000) == 1_199)
        #expect(Jitter.none.spread(1_000) == 1_000)
        #expect(Jitter.none.spread(0) == 0)
        var generator = SplitMix(seed: 1)
        let jitter = Jitter { generator.next() }
        let waits = (0..<10_000).map { _ in jitter.spread(1_000_000) }
        #expect(waits.allSatisfy { $0 >= 800_000 && $0 < 1_200_000 })
        let mean = waits.reduce(0, +) / 10_000
        #expect(mean > 995_000 && mean < 1_005_000)
        #expect(Jitter.system.spread(1_000) >= 800)
    }
}
