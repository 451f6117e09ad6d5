import IPC

@testable import Route

/// How candidates stand in a test.
struct FakeStanding: CandidateStanding {
    /// By connection name, or by "connection/model".
    var obstacles: [String: Obstacle] = [:]
    var scores: [String: Int] = [:]
    var latencies: [String: UInt64] = [:]
    var uses: [String: UInt64] = [:]
    var used: [String: UInt64] = [:]

    func obstacle(_ candidate: Candidate) -> Obstacle? {
        let name = candidate.target.connection.name
        return obstacles[name] ?? obstacles["\(name)/\(candidate.model)"]
    }
    func obstacleBesideRest(_ candidate: Candidate) -> Obstacle? {
        let found = obstacle(candidate)
        return found?.reason == .coolingDown ? nil : found
    }
    func score(_ candidate: Candidate) -> Int { scores[candidate.target.connection.name] ?? 100 }
    func rests(_ candidate: Candidate) -> Bool { obstacle(candidate)?.reason == .coolingDown }
    func latencyRank(_ candidate: Candidate) -> UInt64 {
        let name = candidate.target.connection.name
        return latencies[name] ?? (uses[name] ?? 0 == 0 ? 0 : .max)
    }
    func ranks(of places: ArraySlice<Int>, by strategy: Strategy) -> [UInt64]? { nil }
    func lastUsed(_ candidate: Candidate) -> UInt64 { used[candidate.target.connection.name] ?? 0 }
}

/// Names, connections and the state of their turns.
final class Desk {
    var resolver: Resolver
    var ordering = Ordering(seed: 7)
    var standing = FakeStanding()
    var accounts = AccountOrder()
    var scope = KeyScope.open
    var blocked: Set<String> = []
    var seat: Affinity.Seat?
    var now: UInt64 = 1_000_000_000
    var mayWait = true
    let table: TargetTable

    init(_ connections: [ProviderConnection], combos: [Combo] = [], aliases: [Alias] = []) {
        table = TargetTable(
            connections.map { connection in
                Target(connection, created: 5_000_000)
            })
        resolver = Resolver(table, combos: combos, aliases: aliases)
    }

    /// The plan of a name, as "connection/model" in the order of the configuration; or the refusal.
    func names(_ name: String) -> [String] {
        do {
            return try resolver.resolve(name, scope: scope).candidates.map(\.label)
        } catch {
            return ["\(error.code.rawValue): \(error.message)"]
        }
    }

    /// What is decided.
    func decide(
        _ model: String, _ failed: [FailedAttempt] = [],
        _ change: (inout RouteAsk) -> Void = { _ in }
    ) -> Decision {
        var ask = RouteAsk(model: model, attempt: UInt32(failed.count + 1))
        change(&ask)
        do {
            let plan = try resolver.resolve(model, scope: scope)
            var selection = Selection(
                plan, for: ask, scope: scope, blocked: blocked, failed: failed, seat: seat,
                accounts: accounts, standing: standing, now: now, mayWait: mayWait)
            return selection.choose(&ordering).decision
        } catch {
            return .denied(error)
        }
    }

    /// The candidate chosen, as "connection/model"; what else was decided, in a word.
    func choose(
        _ model: String, _ failed: [FailedAttempt] = [],
        _ change: (inout RouteAsk) -> Void = { _ in }
    ) -> String {
        switch decide(model, failed, change) {
        case .lease(let candidate, let delay):
            delay == 0 ? candidate.label : "\(candidate.label) after \(delay)"
        case .wait(let until, let candidates):
            "wait \(until.map { "\($0)" } ?? "-") \(candidates.map(\.label).joined(separator: ","))"
        case .denied(let denial): denial.code.rawValue
        }
    }

    /// The refusal; nil when there is none.
    func denial(
        _ model: String, _ failed: [FailedAttempt] = [],
        _ change: (inout RouteAsk) -> Void = { _ in }
    ) -> Denial? {
        if case .denied(let denial) = decide(model, failed, change) { denial } else { nil }
    }

    /// How often each is chosen in so many requests.
    func shares(_ model: String, _ count: Int) -> [String: Int] {
        var shares: [String: Int] = [:]
        for _ in 0..<count { shares[choose(model), default: 0] += 1 }
        return shares
    }
}

extension Candidate {
    /// "connection/model".
    var label: String { "\(target.connection.name)/\(model)" }
}

/// A combo of models, all of weight 1.
func combo(
    _ name: String, _ models: [String], _ strategy: Strategy = .priority, sticky: UInt32 = 0
) -> Combo {
    Combo(
        name: name, strategy: strategy, entries: models.map { ComboEntry(model: $0, weight: 1) },
        sticky: sticky)
}

/// A call that failed.
func failed(
    _ name: String, _ model: String = "m", _ failure: FailureClass = .account,
    reason: FailureReason = .reasonNone, status: UInt32 = 0, retryAfter: UInt32 = 0
) -> FailedAttempt {
    FailedAttempt(
        connectionID: "c-" + name, model: model, failure: failure, reason: reason, status: status,
        retryAfterMs: retryAfter)
}

/// A connection of its own server, with facts.
func server(
    _ name: String, prefix: String? = nil, models: [String] = [], facts: [ModelFacts] = [],
    tier: Tier = .none, provider: String = "openai-compatible"
) -> ProviderConnection {
    var made = connection(
        name, prefix: prefix, models: models, provider: provider, url: "http://\(name)/v1")
    made.facts = facts
    made.tier = tier
    return made
}

extension Target {
    /// A connection of which nothing is known yet.
    convenience init(_ connection: ProviderConnection, created: Int64 = 0) {
        self.init(
            StoredConnection(connection: connection, created: created),
            health: ConnectionHealth(connectionID: connection.id),
            provider: ProviderHealth(ProviderKey(connection), connection.resilience), learned: nil)
    }
}
