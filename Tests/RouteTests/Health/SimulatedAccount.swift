import IPC

@testable import Route

/// One account, its provider and a clock, called as the decision loop does.
final class SimulatedAccount {
    let connection: ConnectionHealth
    let provider: ProviderHealth
    /// Seconds since the beginning.
    var seconds = 0.0
    private var nextLease: UInt64 = 1

    init(
        _ resilience: Resilience = .apiKey, limits: ConnectionLimits? = nil,
        jitter: Jitter = .none
    ) {
        let configured = ProviderConnection(
            id: "c-a", name: "a", provider: "openai", baseURL: "http://h/v1", limits: limits,
            resilience: resilience)
        connection = ConnectionHealth(connectionID: "c-a", jitter: jitter)
        connection.configure(configured)
        provider = ProviderHealth(ProviderKey(configured), resilience)
    }

    var moment: Moment { Simulated.at(seconds) }

    /// What stands in the way, the provider's breaker first.
    func obstacle(_ model: String = "m") -> Obstacle? {
        provider.obstacle(at: moment) ?? connection.obstacle(model: model, at: moment)
    }

    /// Begins a call, whatever stands in the way.
    func begin(_ model: String = "m") -> UInt64 {
        let id = nextLease
        nextLease += 1
        connection.leased(id, model: model, at: moment)
        provider.leased(id, at: moment)
        return id
    }

    /// Ends a call.
    func end(_ id: UInt64, _ report: RouteReport = RouteReport(), model: String = "m") {
        var report = report
        report.leaseID = id
        connection.reported(report, model: model, at: moment)
        provider.reported(report, at: moment)
        release(id)
    }

    /// Ends a call without a report.
    func release(_ id: UInt64) {
        connection.released(id)
        provider.released(id)
    }

    /// Begins and ends a call.
    func call(_ report: RouteReport = RouteReport(), model: String = "m") {
        end(begin(model), report, model: model)
    }

    /// Seconds until the obstacle is gone; nil without one or without an end.
    func wait(_ model: String = "m") -> Double? {
        guard let until = obstacle(model)?.until else { return nil }
        return Double(until - moment.now) / 1_000_000_000
    }
}
