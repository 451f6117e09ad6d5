import Ingress
import Testing

/// How many rows requests without a valid key may make.
struct StrangerRowsTests {
    private static let second: UInt64 = 1_000_000_000
    private static let burst = Int(DoorLimits.strangerRowsAtOnce)
    private static let rate = Int(DoorLimits.strangerRowsPerSecond)

    private func taken(_ rows: inout StrangerRows, at now: UInt64, of count: Int = 1_000) -> Int {
        (0..<count).reduce(0) { sum, _ in rows.take(at: now) ? sum + 1 : sum }
    }

    @Test func manyAtOnceThenSoManyASecond() {
        var rows = StrangerRows()
        #expect(taken(&rows, at: 7 * Self.second) == Self.burst)
        #expect(taken(&rows, at: 8 * Self.second) == Self.rate)
        #expect(taken(&rows, at: 8 * Self.second + Self.second / 2) == Self.rate / 2)
    }

    @Test func moreThanTheBurstIsNeverSaved() {
        var rows = StrangerRows()
        #expect(taken(&rows, at: 0) == Self.burst)
        #expect(taken(&rows, at: .max) == Self.burst)
    }

    @Test func whatComesEvenlyBelowTheRateIsAllTaken() {
        var rows = StrangerRows()
        let step = Self.second / UInt64(Self.rate)
        #expect((0..<2_000).allSatisfy { rows.take(at: UInt64($0) * step) })
    }

    @Test func aClockThatIsBehindAddsNothing() {
        var rows = StrangerRows()
        #expect(taken(&rows, at: 10 * Self.second) == Self.burst)
        #expect(taken(&rows, at: 3 * Self.second) == 0)
        #expect(taken(&rows, at: 11 * Self.second) == Self.rate)
    }
}
