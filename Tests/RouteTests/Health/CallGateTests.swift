import IPC
import Testing

@testable import Route

/// How fast an account is called.
@Suite struct CallGateTests {
    private func gate(_ limits: ConnectionLimits) -> CallGate {
        var gate = CallGate()
        gate.configure(limits)
        return gate
    }

    @Test func withoutLimitsNothingWaits() {
        var gate = gate(ConnectionLimits())
        for _ in 0..<1_000 {
            #expect(gate.admission(at: Simulated.at(0)) == .now)
            gate.began(at: Simulated.at(0))
        }
        #expect(gate.open == 1_000)
    }

    @Test func aGapIsKept() {
        var gate = gate(ConnectionLimits(minGapMs: 200))
        #expect(gate.admission(at: Moment(now: 0, wall: 0)) == .now)
        gate.began(at: Simulated.at(0))
        #expect(gate.admission(at: Simulated.at(0.1)) == .at(Simulated.nanoseconds(0.2)))
        #expect(gate.admission(at: Simulated.at(0.2)) == .now)
    }

    @Test func soManyAtOnceAreFull() {
        var gate = gate(ConnectionLimits(concurrency: 2))
        gate.began(at: Simulated.at(0))
        #expect(gate.admission(at: Simulated.at(0)) == .now)
        gate.began(at: Simulated.at(0))
        #expect(gate.admission(at: Simulated.at(0)) == .full)
        #expect(gate.obstacle(at: Simulated.at(0)) == Obstacle(.busy))
        gate.ended()
        #expect(gate.admission(at: Simulated.at(0)) == .now)
        for _ in 0..<5 { gate.ended() }
        #expect(gate.open == 0)
    }

    @Test func theLaterBoundHolds() {
        var gate = gate(ConnectionLimits(requestsPerMinute: 2, minGapMs: 10_000))
        gate.began(at: Simulated.at(0))
        #expect(gate.admission(at: Simulated.at(1)) == .at(Simulated.nanoseconds(10)))
        gate.began(at: Simulated.at(10))
        #expect(gate.admission(at: Simulated.at(11)) == .at(Simulated.nanoseconds(60)))
        #expect(
            gate.obstacle(at: Simulated.at(11))
                == Obstacle(.rateLimited, until: Simulated.nanoseconds(60)))
    }

    @Test func aChangedLimitHoldsAtOnce() {
        var gate = gate(ConnectionLimits(requestsPerMinute: 5))
        for second in 0..<5 { gate.began(at: Simulated.at(Double(second))) }
        #expect(gate.admission(at: Simulated.at(5)) == .at(Simulated.nanoseconds(60)))
        gate.configure(ConnectionLimits(requestsPerMinute: 2))
        #expect(gate.admission(at: Simulated.at(5)) == .at(Simulated.nanoseconds(63)))
        gate.configure(ConnectionLimits())
        #expect(gate.admission(at: Simulated.at(5)) == .now)
    }
}
