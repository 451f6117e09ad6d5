internal import Configuration
internal import EventLoop
internal import IPC
internal import Logging
internal import Store

/// One change on its way: checked, brought to egress and route, kept; or taken back.
///
/// 1. What was begun before and not ended is taken back.
/// 2. The next layers are made, joined, read, and shown to route, which says whether it would take them.
/// 3. egress takes the credentials and keeps the set of before beside them. It refuses what nobody could use.
/// 4. route takes the rest; this can only fail with its disk, or with its process.
/// 5. The layers are kept, with the row of the audit log, and egress forgets the set of before.
///
/// Fails a step, those before it are undone in reverse, so that the daemons hold what is kept here.
final class ChangeRun {
    let keeper: ConfigurationKeeper
    let change: LayerChange
    private let deadline: UInt64
    private var finish: ((Result<LayerOutcome, APIError>) -> Void)?

    /// What is on the way, from the second step on.
    struct Plan {
        /// What it was made from.
        let base: CurrentConfiguration
        /// With secrets in what is new.
        let next: ConfigurationLayers
        /// As it will be kept.
        var outcome: LayerOutcome
        let loaded: LoadedConfiguration
        /// Connections whose secret is another one now.
        var changedSecrets: [String] = []
    }

    init(
        _ keeper: ConfigurationKeeper, _ change: LayerChange,
        finish: @escaping (Result<LayerOutcome, APIError>) -> Void
    ) {
        self.keeper = keeper
        self.change = change
        self.finish = finish
        deadline = keeper.monotonic() &+ nanoseconds(LayerLimits.change)
    }

    /// The time for one more step.
    var step: Duration {
        let now = keeper.monotonic()
        let left = Duration.nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0))
        return min(left, LayerLimits.step)
    }

    /// Begins.
    func begin() {
        do throws(APIError) {
            try keeper.refresh()
            try keeper.refreshPending()
        } catch {
            return end(.failure(error))
        }
        recover { [self] failure in
            if let failure { return end(.failure(failure)) }
            make()
        }
    }

    func end(_ result: Result<LayerOutcome, APIError>) {
        let told = finish
        finish = nil
        told?(result)
    }

    // MARK: Checking

    private func make() {
        do throws(APIError) {
            let plan = try plan()
            guard !plan.outcome.isUnchanged else { return end(.success(plan.outcome)) }
            keeper.target.check(plan.loaded.route, within: step) { [self] result in
                switch result {
                case .failure(let failure): end(.failure(APIError(failure)))
                case .success where change.isTrial: end(.success(plan.outcome))
                case .success: stage(plan)
                }
            }
        } catch {
            end(.failure(error))
        }
    }

    private func plan() throws(APIError) -> Plan {
        let current = keeper.held
        try change.condition?.check(current.generation)
        let next = try change.make(current.layers)
        let kept = next.withoutSecrets()
        var outcome = LayerOutcome(
            layers: kept, generation: current.generation,
            changes: current.layers.changes(to: kept))
        // A first file is brought to route even when it says nothing: route may hold another.
        let isFirst = change.reach == .file && current.generation == 0 && !change.isTrial
        guard next != current.layers || isFirst else {
            outcome.isUnchanged = true
            return Plan(base: current, next: next, outcome: outcome, loaded: .empty)
        }
        let loaded = try Self.load(next)
        try checkKept(kept, beside: current.layers)
        return Plan(base: current, next: next, outcome: outcome, loaded: loaded)
    }

    /// Makes sure that what will be kept can be read again, however large it has become.
    private func checkKept(
        _ kept: ConfigurationLayers, beside held: ConfigurationLayers
    ) throws(APIError) {
        for layer in LayerName.allCases where kept[layer] != held[layer] {
            do throws(ConfigurationErrors) {
                guard try Document(json: kept[layer].json()) == kept[layer] else {
                    throw ConfigurationErrors([
                        ConfigurationError(path: "", message: "the document cannot be kept")
                    ])
                }
            } catch {
                throw APIError(error)
            }
        }
    }

    /// Joins and reads both layers.
    static func load(_ layers: ConfigurationLayers) throws(APIError) -> LoadedConfiguration {
        let merged: Document
        do throws(ConfigurationErrors) {
            merged = try layers.merged()
        } catch {
            throw APIError(conflict: error)
        }
        do throws(ConfigurationErrors) {
            return try merged.load()
        } catch {
            throw APIError(error)
        }
    }

    // MARK: Bringing it to the daemons

    private func stage(_ plan: Plan) {
        do throws(APIError) {
            try keeper.mark(change.reach, after: plan.base.generation)
        } catch {
            return end(.failure(error))
        }
        keeper.isUnsettled = true
        keeper.target.stage(plan.loaded.vault, within: step) { [self] result in
            switch result {
            case .success(let answer):
                var plan = plan
                plan.changedSecrets = answer.changed
                apply(plan)
            case .failure(let failure):
                giveUp(
                    APIError(failure), undoing: failure.isCertain ? [] : [.vault])
            }
        }
    }

    private func apply(_ plan: Plan) {
        keeper.target.apply(plan.loaded.route, within: step) { [self] result in
            switch result {
            case .success(let answer): keep(plan, routeGeneration: answer.generation)
            case .failure(let failure):
                giveUp(
                    APIError(failure),
                    undoing: failure.isCertain ? [.vault] : [.route, .vault])
            }
        }
    }

    private func keep(_ plan: Plan, routeGeneration: UInt64) {
        var plan = plan
        let base = plan.base
        let isSame = plan.outcome.layers == base.layers && base.generation > 0
        var next = base
        next.layers = plan.outcome.layers
        next.routeGeneration = routeGeneration
        if !isSame { next.generation += 1 }
        do throws(ConfigurationErrors) {
            next.merged = try next.layers.merged()
        } catch {
            // It could be joined a moment ago, secrets and all.
            return giveUp(APIError(conflict: error), undoing: [.route, .vault])
        }
        complete(&plan, generation: next.generation, isSame: isSame)
        // Nobody may be there to write it once the change is kept: egress is waited for before the answer.
        var row = plan.outcome.isUnchanged ? nil : change.row(plan.outcome)
        do throws(StoreError) {
            guard let pending = keeper.pending,
                try keeper.store.keep(
                    next.kept, after: base.generation, ending: pending, noting: &row)
            else { return giveWay() }
        } catch {
            return giveUp(APIError(store: error), undoing: [.route, .vault])
        }
        keeper.held = next
        keeper.pending = nil
        keeper.isCompared = true
        keeper.connectionsChanged(Self.connections(changedBy: plan))
        if !isSame { keeper.changed(next.generation) }
        if let row {
            change.whenKept(row)
            keeper.noted(row)
        }
        settle(plan)
    }

    /// Puts into the outcome what is known once all daemons have taken it.
    private func complete(_ plan: inout Plan, generation: UInt64, isSame: Bool) {
        let hidden = Self.changes(of: plan)
        plan.outcome.generation = generation
        plan.outcome.changes += hidden
        // A file is applied again and again with the same secrets; who gives one by hand means it.
        plan.outcome.isUnchanged =
            isSame && plan.changedSecrets.isEmpty && change.reach == .file
    }

    private func settle(_ plan: Plan) {
        keeper.target.settle(revert: false, within: step) { [self] result in
            switch result {
            case .success: keeper.isUnsettled = false
            case .failure(let failure):
                // Done before the next change; until then egress holds credentials that nobody asks for.
                keeper.log.warning(
                    "egress has not been told to forget former credentials",
                    metadata: ["error": "\(failure.text)"])
            }
            announce(plan.changedSecrets)
            end(.success(plan.outcome))
        }
    }

    // MARK: Secrets

    /// Tells route whose secret is another one now, so that it tries again what the old one was refused for.
    private func announce(_ ids: [String]) {
        for name in ids.compactMap(Self.connection) {
            keeper.target.credentialChanged(connection: name, within: LayerLimits.step) {
                [log = keeper.log] result in
                guard case .failure(let failure) = result else { return }
                log.warning(
                    "route does not know that a credential has changed",
                    metadata: ["connection": "\(name)", "error": "\(failure.text)"])
            }
        }
    }

    /// The connections that are others now, or whose secrets are.
    private static func connections(changedBy plan: Plan) -> [String] {
        plan.outcome.changes.filter { $0.section == DocumentSection.connections.rawValue }
            .map(\.name)
    }

    /// Changes that the documents do not show, for they say of a secret only that it is there.
    private static func changes(of plan: Plan) -> [DocumentChange] {
        plan.changedSecrets.compactMap(connection).compactMap { name in
            let isShown = plan.outcome.changes.contains {
                $0.section == DocumentSection.connections.rawValue && $0.name == name
            }
            guard !isShown else { return nil }
            let given = plan.next.entry(name, in: .connections)
            let kept = plan.outcome.layers.entry(name, in: .connections)
            let fields = (given?.members ?? []).map(\.name).filter { given?[$0] != kept?[$0] }
            return DocumentChange(
                section: DocumentSection.connections.rawValue, name: name, kind: .changed,
                fields: fields)
        }
    }

    /// The connection that an id of egress is of.
    private static func connection(_ id: String) -> String? {
        id.hasPrefix("c-") ? String(id.dropFirst(2)) : nil
    }
}

extension APIError {
    /// Another process, a predecessor or successor of this one, has changed the configuration meanwhile.
    static let changedElsewhere = APIError(
        .unavailable, "busy", "The configuration is changed elsewhere at the moment.",
        retryAfter: 1)
}
