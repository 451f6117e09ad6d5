import IPC
import Testing
import TimeZones

@testable import Route

/// The gauges show what the accounts themselves say.
@Suite struct GaugeTests {
    private static func moment(_ seconds: UInt64) -> Moment {
        Moment(now: seconds * 1_000_000_000, wall: Int64(seconds) * 1_000_000)
    }

    private static func report(
        _ id: UInt64, _ failure: FailureClass = .none, _ reason: FailureReason = .reasonNone,
        firstToken: UInt64 = 0, retryAfter: UInt32 = 0
    ) -> RouteReport {
        RouteReport(
            leaseID: id, failure: failure, status: failure == .none ? 200 : 429,
            firstTokenUs: firstToken, totalUs: firstToken, retryAfterMs: retryAfter,
            reason: reason)
    }

    private static func agree(_ health: ConnectionHealth, _ gauges: Gauges, at moment: Moment)
        -> Bool
    {
        let gauge = gauges[health.place]
        let rest = health.rest(at: moment.now)
        return gauge.score(at: moment.now) == health.score(at: moment)
            && (gauge.restUntil > moment.now) == (rest > 0)
            && (rest == 0 || gauge.restUntil - moment.now == rest)
            && gauge.lastUsed == health.lastUsed?.now ?? 0
            && gauge.latencyRank == health.latency ?? (health.leases == 0 ? 0 : .max)
    }

    @Test func theyFollowEveryCall() {
        let health = ConnectionHealth(connectionID: "c-a")
        let gauges = Gauges(count: 3)
        health.configure(connection("a"))
        health.show(on: gauges, at: 2)
        #expect(Self.agree(health, gauges, at: Self.moment(1)))
        health.leased(1, model: "m", at: Self.moment(1))
        #expect(Self.agree(health, gauges, at: Self.moment(1)))
        #expect(gauges[2].latencyRank == .max)
        health.reported(Self.report(1, firstToken: 300_000), model: "m", at: Self.moment(2))
        health.released(1)
        #expect(gauges[2].latencyRank == 300_000)
        for (id, second) in [(2, 3), (3, 90), (4, 400)] as [(UInt64, UInt64)] {
            health.leased(id, model: "m", at: Self.moment(second))
            health.reported(
                Self.report(id, .account, .reasonRateLimit, retryAfter: 60_000), model: "m",
                at: Self.moment(second))
            health.released(id)
            for later in [0, 1, 59, 60, 61, 85] as [UInt64] {
                #expect(Self.agree(health, gauges, at: Self.moment(second + later)))
            }
        }
        let rows = health.rows(at: Self.moment(401))
        health.reset()
        #expect(Self.agree(health, gauges, at: Self.moment(402)))
        #expect(gauges[2].restUntil == 0)
        health.restore(rows, at: Self.moment(403))
        #expect(gauges[2].restUntil > Self.moment(403).now)
        #expect(Self.agree(health, gauges, at: Self.moment(403)))
        #expect(gauges[0].lastUsed == 0 && gauges[1].score == 100)
    }

    @Test func aNewConfigurationHasGaugesOfItsOwn() {
        let connections = Connections()
        connections.configure(
            [connection("a"), connection("b")], calendar: .utc, at: Self.moment(0))
        let gone = connections.health(of: connection("a"))
        let stays = connections.health(of: connection("b"))
        stays.leased(1, model: "m", at: Self.moment(5))
        let before = connections.gauges
        #expect(before[stays.place].lastUsed == Self.moment(5).now && stays.place == 1)
        connections.configure([connection("b")], calendar: .utc, at: Self.moment(6))
        #expect(stays.place == 0)
        #expect(connections.gauges[0].lastUsed == Self.moment(5).now)
        // A call of the one that is gone changes nothing that is read.
        gone.leased(2, model: "m", at: Self.moment(7))
        #expect(connections.gauges[0].lastUsed == Self.moment(5).now)
    }
}
