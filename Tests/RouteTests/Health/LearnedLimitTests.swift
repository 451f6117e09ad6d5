import IPC
import Testing

@testable import Route

/// What the headers of answers teach.
@Suite struct LearnedLimitTests {
    /// A gate that was told of a limit at the beginning.
    private func gate(
        _ remaining: UInt64?, of limit: UInt64? = 100, unit: RateUnit = .requests,
        reset: UInt32? = 60_000, at seconds: Double = 0
    ) -> CallGate {
        var gate = CallGate()
        learn(&gate, remaining, of: limit, unit: unit, reset: reset, at: seconds)
        return gate
    }

    private func learn(
        _ gate: inout CallGate, _ remaining: UInt64?, of limit: UInt64? = 100,
        unit: RateUnit = .requests, reset: UInt32? = 60_000, at seconds: Double
    ) {
        let state = RateState(unit: unit, limit: limit, remaining: remaining, resetMs: reset)
        gate.learn(RouteReport(rates: [state]), at: Simulated.at(seconds))
    }

    @Test(arguments: RateUnit.allCases)
    func withNothingLeftCallsWaitForTheReset(_ unit: RateUnit) {
        let gate = gate(0, unit: unit)
        #expect(gate.admission(at: Simulated.at(1)) == .at(Simulated.nanoseconds(60)))
        #expect(gate.admission(at: Simulated.at(60)) == .now)
    }

    @Test func belowATenthTheRestIsSpread() {
        var gate = gate(4)
        var times: [Double] = []
        var now = 0.0
        for _ in 0..<5 {
            if case .at(let time) = gate.admission(at: Simulated.at(now)) {
                now = Double(time - Simulated.now) / 1_000_000_000
            }
            times.append(now)
            gate.began(at: Simulated.at(now))
        }
        // Four calls, evenly; the fifth has to wait for the reset.
        #expect(times == [12, 24, 36, 48, 60])
    }

    @Test func fromATenthOnNothingIsSpread() {
        #expect(gate(10).admission(at: Simulated.at(1)) == .now)
        #expect(gate(9).admission(at: Simulated.at(1)) != .now)
    }

    @Test func theSpreadEndsAboveAHalf() {
        var gate = gate(5)
        learn(&gate, 40, at: 1)
        #expect(gate.admission(at: Simulated.at(1)) != .now)
        learn(&gate, 51, at: 2)
        #expect(gate.admission(at: Simulated.at(2)) == .now)
        learn(&gate, 40, at: 3)
        #expect(gate.admission(at: Simulated.at(3)) == .now)
    }

    @Test func aNewWindowIsNotSpread() {
        var gate = gate(5)
        learn(&gate, 40, at: 61)
        #expect(gate.admission(at: Simulated.at(61)) == .now)
    }

    @Test func callsUseUpWhatWasLeft() {
        var gate = gate(10)
        for _ in 0..<10 {
            #expect(gate.admission(at: Simulated.at(1)) == .now)
            gate.began(at: Simulated.at(1))
        }
        #expect(gate.admission(at: Simulated.at(1)) == .at(Simulated.nanoseconds(60)))
    }

    @Test func tokensAreSpreadByTheSizeOfCalls() {
        var gate = CallGate()
        let usage = Usage(source: .reported, input: 2_000, output: 1_000)
        for _ in 0..<50 { gate.learn(RouteReport(usage: usage), at: Simulated.at(0)) }
        learn(&gate, 8_900, of: 100_000, unit: .tokens, at: 0)
        // Enough for three calls, so that four gaps share the minute.
        #expect(gate.admission(at: Simulated.at(0)) == .at(Simulated.nanoseconds(15)))
        gate.began(at: Simulated.at(15))
        #expect(gate.admission(at: Simulated.at(15)) == .at(Simulated.nanoseconds(30)))
    }

    @Test func uselessStatesAreIgnored() {
        for gate in [
            gate(nil), gate(0, reset: nil), gate(0, reset: 0), gate(0, of: 0), gate(3, of: nil),
        ] {
            #expect(gate.admission(at: Simulated.at(0)) == .now)
        }
    }

    @Test func hugeNumbersDoNoHarm() {
        var gate = gate(.max, of: .max, reset: .max)
        #expect(gate.admission(at: Simulated.at(0)) == .now)
        learn(&gate, 0, of: .max, reset: .max, at: 1)
        #expect(gate.admission(at: Simulated.at(1)) == .at(Simulated.nanoseconds(86_401)))
        let usage = Usage(source: .reported, input: .max, output: .max)
        gate.learn(
            RouteReport(usage: usage, firstTokenUs: 1, totalUs: .max), at: Simulated.at(2))
        learn(&gate, .max / 11, of: .max, unit: .tokens, reset: 1, at: 3)
        #expect(gate.admission(at: Simulated.at(3)) == .at(Simulated.nanoseconds(86_401)))
        #expect(gate.admission(at: Simulated.at(86_401)) == .now)
    }

    @Test func headersAreAsOldAsTheStreamIsLong() {
        var gate = CallGate()
        let old = RateState(unit: .requests, limit: 100, remaining: 0, resetMs: 60_000)
        // The answer began 40 seconds ago.
        gate.learn(
            RouteReport(firstTokenUs: 1_000_000, totalUs: 41_000_000, rates: [old]),
            at: Simulated.at(100))
        #expect(gate.admission(at: Simulated.at(100)) == .at(Simulated.nanoseconds(120)))
        learn(&gate, 80, at: 101)
        // A longer stream that ends later knows less.
        gate.learn(
            RouteReport(firstTokenUs: 1_000_000, totalUs: 31_000_000, rates: [old]),
            at: Simulated.at(110))
        #expect(gate.admission(at: Simulated.at(110)) == .now)
    }

    @Test func unitsAreKeptApart() {
        var gate = gate(0, unit: .inputTokens, reset: 5_000)
        learn(&gate, 0, unit: .requests, reset: 9_000, at: 0)
        learn(&gate, 90, unit: .tokens, at: 0)
        #expect(gate.admission(at: Simulated.at(1)) == .at(Simulated.nanoseconds(9)))
        gate.forget()
        #expect(gate.admission(at: Simulated.at(1)) == .now)
    }
}
