internal import IPC
internal import Store

/// All of route's decisions and state, without sockets.
///
/// Belongs to one thread.
///
/// `now` is always nanoseconds of a monotonic clock, `wall` microseconds since 1970.
final class Router {
    /// Called when connections, keys or settings have changed and are on disk.
    var whenChanged: (() -> Void)?
    /// Counts for metrics.
    var counters = RouteCounters()

    private let store: RouteStore
    private(set) var state: StoredState
    private(set) var table: TargetTable
    private(set) var leases: LeaseTable
    private var resolver: Resolver
    private var health: [String: ConnectionHealth] = [:]
    private var catalogue: ModelCatalogue?

    /// Loads the store; `now` is the wall clock in microseconds.
    init(store: RouteStore, now wall: Int64) throws(StoreError) {
        self.store = store
        state = try store.load()
        leases = LeaseTable(wallMicroseconds: wall)
        table = TargetTable([])
        resolver = Resolver(table)
        rebuild()
    }

    // MARK: Decisions

    /// Answers an ask from memory.
    func answer(_ ask: RouteAsk, now: UInt64) -> RouteAnswer {
        counters.asks += 1
        do throws(Denial) {
            let candidates = try resolver.resolve(ask.model)
            let failed = ask.failedLeases.suffix(Int(Limits.attempts)).compactMap {
                leases.record($0, now: now)
            }
            let target = try Selection.choose(candidates, ask, failed: failed, now: now)
            let id = leases.issue(target.health, now: now)
            return RouteAnswer(answer: .lease(target.lease(id, model: candidates.model)))
        } catch {
            counters.refusals[error.code, default: 0] += 1
            return RouteAnswer(answer: .refusal(error.refusal))
        }
    }

    /// Takes over how a call went.
    func reported(_ report: RouteReport, now: UInt64) {
        if leases.report(report, now: now) {
            counters.reports += 1
        } else {
            counters.unknownReports += 1
        }
    }

    /// Forgets leases whose report is overdue.
    func expireLeases(now: UInt64) { leases.expire(now: now, atMost: Limits.leases) }

    // MARK: Models

    /// An encoded `ModelsAnswer`: all known models, and leases to ask for the lists that are missing or too old.
    func models(now: UInt64, wall: Int64) -> [UInt8] {
        counters.modelLists += 1
        let list = catalogue ?? ModelCatalogue(table)
        catalogue = list
        let unknown = table.targets.filter { $0.needsList(at: wall) }
        return list.answer(
            unknown: unknown.map {
                $0.lease(leases.issue($0.health, now: now, isCounted: false), model: "")
            })
    }

    /// Keeps a provider's own list.
    func learn(_ sent: ModelsLearned, wall: Int64) -> ApplyResult {
        guard let target = table.target(id: sent.connectionID) else {
            return failure("there is no such connection")
        }
        guard target.models == nil else {
            return failure("the connection has a list of its own")
        }
        var seen: Set<String> = []
        let names = sent.models.filter {
            seen.count < Limits.learnedModels && ModelName.isAcceptable($0)
                && seen.insert($0).inserted
        }
        let isNew = target.learned?.names != names
        let learned = LearnedModels(learned: wall, names: names)
        state.learned[sent.connectionID] = learned
        target.learned = learned
        if isNew { index(table.targets) }
        do throws(StoreError) {
            try store.keep(learned, of: sent.connectionID)
        } catch {
            // It holds in memory; after a restart it is asked for again.
            counters.storeFailures += 1
        }
        return success
    }

    // MARK: Configuration

    /// Replaces all that the configuration file manages, or nothing.
    func apply(_ configuration: RouteConfiguration, wall: Int64) -> ApplyResult {
        change { state throws(ConfigurationChange.Problem) in
            try ConfigurationChange.applying(configuration, to: state, now: wall)
        }
    }

    /// Adds a client key that no file manages.
    ///
    /// With `only_if_none` and a key there already, nothing is done; the result is then ok and says so in `error`.
    func add(_ request: KeyAdd, wall: Int64) -> ApplyResult {
        guard let key = request.key else { return failure("no key was given") }
        if request.onlyIfNone, !state.keys.isEmpty {
            return ApplyResult(
                ok: true, error: "there is a key already", generation: state.generation)
        }
        return change { state throws(ConfigurationChange.Problem) in
            try ConfigurationChange.adding(key, to: state, now: wall)
        }
    }

    /// What there is, in numbers.
    var summary: RouteSummary {
        RouteSummary(
            generation: state.generation, connections: UInt32(state.connections.count),
            keys: UInt32(state.keys.count))
    }

    /// What the door needs.
    var door: DoorSnapshot {
        DoorSnapshot(
            generation: state.generation, keys: state.keys.map(\.key), settings: state.settings)
    }

    private func change(
        _ make: (StoredState) throws(ConfigurationChange.Problem) -> StoredState?
    ) -> ApplyResult {
        let next: StoredState
        do throws(ConfigurationChange.Problem) {
            guard let changed = try make(state) else { return success }
            next = changed
        } catch {
            return failure(error.text)
        }
        do {
            try store.replace(with: next)
        } catch {
            counters.storeFailures += 1
            return failure("the store could not be written: \(error)")
        }
        state = next
        rebuild()
        whenChanged?()
        return success
    }

    private var success: ApplyResult { ApplyResult(ok: true, generation: state.generation) }

    private func failure(_ text: String) -> ApplyResult {
        ApplyResult(ok: false, error: text, generation: state.generation)
    }

    // MARK: Memory

    private func rebuild() {
        var kept: [String: ConnectionHealth] = [:]
        var targets: [Target] = []
        for stored in state.connections {
            let id = stored.connection.id
            let known = health[id] ?? ConnectionHealth(connectionID: id)
            kept[id] = known
            targets.append(
                Target(
                    stored, health: known, learned: state.learned[id],
                    translation: state.translation))
        }
        health = kept
        index(targets)
    }

    private func index(_ targets: [Target]) {
        table = TargetTable(targets)
        resolver = Resolver(table)
        catalogue = nil
    }
}
