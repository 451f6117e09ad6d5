import IPC
import Testing

@testable import Translate

@Suite struct RateHeadersTests {
    private let now: Int64 = 1_780_000_000_000

    private func read(_ headers: [(String, String)]) -> [RateState] {
        RateHeaders.read(headers.map { Header(name: $0.0, value: $0.1) }, now: now)
    }

    @Test func openaisNames() {
        let states = read([
            ("x-ratelimit-limit-requests", "60"), ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-requests", "59"), ("x-ratelimit-remaining-tokens", "149984"),
            ("x-ratelimit-reset-requests", "1s"), ("x-ratelimit-reset-tokens", "6m0s"),
        ])
        #expect(
            states == [
                RateState(unit: .requests, limit: 60, remaining: 59, resetMs: 1000),
                RateState(unit: .tokens, limit: 150_000, remaining: 149_984, resetMs: 360_000),
            ])
    }

    @Test func anthropicsNames() {
        let states = read([
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-reset", "2026-05-28T20:26:50Z"),
            ("anthropic-ratelimit-input-tokens-remaining", "0"),
            ("anthropic-ratelimit-output-tokens-remaining", "7"),
            ("anthropic-ratelimit-unified-5h-status", "allowed"),
        ])
        #expect(
            states == [
                RateState(unit: .requests, limit: 50, resetMs: 10_000),
                RateState(unit: .inputTokens, remaining: 0),
                RateState(unit: .outputTokens, remaining: 7),
            ])
    }

    @Test(
        "a reset is a length, a point in time, or a number",
        arguments: [
            ("12", 12_000), ("0.25", 250), ("1780000005", 5000), ("1780000005000", 5000),
            ("1700000000", 0), ("20ms", 20), ("2026-05-28T20:26:41Z", 1000), ("later", nil),
            ("-1", nil),
        ] as [(String, UInt32?)])
    func resets(value: String, expected: UInt32?) {
        let states = read([("x-ratelimit-limit", "100, 100;w=60"), ("x-ratelimit-reset", value)])
        #expect(states == [RateState(unit: .requests, limit: 100, resetMs: expected)])
    }

    @Test func othersSayNothing() {
        #expect(
            read([
                ("x-ratelimit-over-limit", "yes"), ("x-ratelimit-limit-images", "3"),
                ("x-ratelimit-remaining-requests", "many"), ("content-type", "text/plain"),
            ]).isEmpty)
    }
}
