internal import IPC
internal import Store
internal import TimeZones

/// All of route's decisions and state, without sockets.
///
/// Belongs to one thread. Time comes in with every call; what must happen later is told by `nextDeadline`.
final class Router {
    /// Called when connections, keys or settings have changed and are on disk.
    var whenChanged: (() -> Void)?
    /// Counts for metrics.
    var counters = RouteCounters()

    let store: RouteStore
    private(set) var state: StoredState
    private(set) var table = TargetTable([])
    private(set) var keys = KeyBook([])
    private(set) var recordedBodies = RecordedBodies(nil, [])
    /// Ids of providers that nobody may use, in lower case.
    private(set) var blocked: Set<String> = []
    private(set) var accounts = AccountOrder()
    let connections = Connections()
    let budgets: BudgetBook
    var calendar = CivilCalendar.utc
    var resolver: Resolver
    var leases: LeaseTable
    var ordering: Ordering
    var affinity = Affinity()
    var traces = TraceBook()
    var desk = AnswerDesk<UInt64>()
    var room = WaitingRoom()
    /// Asks that wait for an answer of another request, by number.
    var deskWaiters: [UInt64: Ask] = [:]
    /// Asks that came to the desk.
    var deskVisits: UInt64 = 0
    /// What requests under way have to be given back with their end.
    var tickets = TicketBook()
    /// Measures decisions, for traces.
    let clock: () -> UInt64
    /// Changes that are not on disk yet.
    var unsaved = StandingChange()
    /// Leases with an entry in `unsaved.reported`: their reports are booked, and come again until they are written.
    var unwrittenReports: Set<UInt64> = []
    /// Why that lasts, if it does.
    var trouble = WriteTrouble()
    /// Leases that are not remembered whose report has been taken over.
    var reportedBefore = ReportedLeases()
    /// The last lease of earlier processes that is counted on disk.
    var issuedBefore: UInt64 = 0
    private var listsAsked: [String: UInt64] = [:]
    /// What an earlier process writes at its end is not read yet.
    private var isFresh = true
    /// Why the zone of the settings is not used; nil when it is.
    private(set) var zoneProblem: String?
    private var catalogues: [String: ModelCatalogue] = [:]

    /// Loads the store.
    init(
        store: RouteStore, at moment: Moment, seed: UInt64 = .random(in: .min ... .max),
        clock: @escaping () -> UInt64 = { 0 }
    ) throws(StoreError) {
        self.clock = clock
        self.store = store
        state = try store.load()
        leases = LeaseTable(wallMicroseconds: moment.wall)
        budgets = BudgetBook(calendar: .utc)
        ordering = Ordering(seed: seed)
        resolver = Resolver(table)
        rebuild(at: moment)
        restore(try store.standing(), at: moment)
    }

    // MARK: Models

    /// An encoded `ModelsAnswer`: all models that a key may use, and leases to ask for the lists that are missing or too old.
    func models(_ ask: ModelsAsk, at moment: Moment) -> [UInt8] {
        counters.modelLists += 1
        guard let scope = try? keys.scope(of: ask.keyID) else { return [] }
        let list = catalogue(of: scope.isOpen ? "" : ask.keyID, scope)
        let unknown = table.targets.filter { target in
            target.needsList(at: moment.wall) && !blocked.contains(target.providerKey)
                && scope.mayAllow(target) && isListDue(target, at: moment.now)
        }
        return list.answer(
            unknown: unknown.map { target in
                listsAsked[target.connection.id] = moment.now
                let record = leases.issue(target, now: moment.now)
                return target.lease(record.id, model: "")
            })
    }

    /// Somebody has asked for its list just now: one call is enough for all.
    private func isListDue(_ target: Target, at now: UInt64) -> Bool {
        guard let asked = listsAsked[target.connection.id] else { return true }
        return now > asked && now - asked > Limits.listInterval
    }

    /// The list of a key, made once.
    private func catalogue(of keyID: String, _ scope: KeyScope) -> ModelCatalogue {
        if let known = catalogues[keyID] { return known }
        let made = ModelCatalogue(table, &resolver, scope: scope, blocked: blocked)
        if catalogues.count >= Limits.catalogues { catalogues = [:] }
        catalogues[keyID] = made
        return made
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

    /// Replaces all that is configured, or nothing.
    func apply(_ configuration: RouteConfiguration, at moment: Moment) -> ApplyResult {
        catchUp(at: moment)
        let next: StoredState
        do throws(ConfigurationChange.Problem) {
            guard
                let changed = try ConfigurationChange.applying(
                    configuration, to: state, now: moment.wall)
            else { return success }
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
        // What is not written yet belongs to the rows of before.
        let isWritten = flush(at: moment)
        take(next, at: moment)
        if isWritten { forgetRemoved() }
        tellChanged(at: moment)
        return success
    }

    private func take(_ next: StoredState, at moment: Moment) {
        state = next
        rebuild(at: moment)
    }

    private func tellChanged(at moment: Moment) {
        wakeAll(at: moment)
        whenChanged?()
    }

    /// Takes over what another process has configured since the store was read.
    ///
    /// In a renewal in place the predecessor takes configurations until its askers have changed over.
    func catchUp(at moment: Moment) {
        do throws(StoreError) {
            guard try store.generation() != state.generation else { return }
            take(try store.load(), at: moment)
        } catch {
            // What is in memory holds; the next look may see more.
            counters.storeFailures += 1
            return
        }
        tellChanged(at: moment)
    }

    /// What `apply` would answer; nothing changes.
    ///
    /// The generation is the present one: another change may come before the apply does.
    func check(_ configuration: RouteConfiguration, at moment: Moment) -> ApplyResult {
        do throws(ConfigurationChange.Problem) {
            _ = try ConfigurationChange.applying(configuration, to: state, now: moment.wall)
            return success
        } catch {
            return failure(error.text)
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
        var settings = state.settings
        settings.tracesExported = state.routing.ledger?.telemetry?.tracesURL.isEmpty == false
        return DoorSnapshot(generation: state.generation, keys: state.keys, settings: settings)
    }

    /// Money rows of what is configured no longer go, or a budget made anew by the same name would find them.
    private func forgetRemoved() {
        _ = budgets.takeChangedRows()
        _ = connections.quotas.takeChangedRows()
        do throws(StoreError) {
            try store.replace(
                money: budgets.rows() + connections.quotas.rows(),
                keepingHealthOf: connections.healthKeys)
        } catch {
            counters.storeFailures += 1
        }
    }

    var success: ApplyResult { ApplyResult(ok: true, generation: state.generation) }

    func failure(_ text: String) -> ApplyResult {
        ApplyResult(ok: false, error: text, generation: state.generation)
    }

    // MARK: Memory

    /// With the first ask or report: reads again what is configured, and how things stand.
    ///
    /// In a renewal in place the predecessor takes reports until its askers have changed over; it takes none after that.
    func refresh(at moment: Moment) {
        guard isFresh else { return }
        isFresh = false
        catchUp(at: moment)
        do throws(StoreError) {
            restore(try store.standing(), at: moment)
        } catch {
            counters.storeFailures += 1
        }
    }

    private func restore(_ standing: Standing, at moment: Moment) {
        connections.restore(standing, at: moment)
        budgets.restore(standing.money, at: moment)
        reportedBefore = ReportedLeases(standing.reported)
        issuedBefore = standing.issued
    }

    private func rebuild(at moment: Moment) {
        zoneProblem = nil
        do throws(ZoneError) {
            calendar = CivilCalendar(zone: try Zone.named(state.routing.zone))
        } catch {
            // It was there when the configuration was taken.
            calendar = .utc
            zoneProblem = "days and months begin by UTC: \(error.text)"
        }
        connections.configure(
            state.connections.map(\.connection), calendar: calendar, at: moment)
        budgets.configure(state.budgets, calendar: calendar, at: moment)
        keys = KeyBook(state.keys)
        recordedBodies = RecordedBodies(state.routing.ledger, state.keys)
        blocked = Set(state.routing.blockedProviders.map { $0.lowercased() })
        accounts = AccountOrder(state.routing)
        desk.apply(state.routing, translation: state.translation)
        let targets = state.connections.map { stored in
            Target(
                stored, health: connections.health(of: stored.connection),
                provider: connections.provider(of: stored.connection),
                quota: connections.quotas[stored.connection.id],
                learned: state.learned[stored.connection.id], translation: state.translation)
        }
        index(targets)
    }

    private func index(_ targets: [Target]) {
        table = TargetTable(targets)
        resolver = Resolver(table, combos: state.combos, aliases: state.aliases)
        catalogues = [:]
    }
}
