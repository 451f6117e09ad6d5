internal import IPC
internal import JSON
internal import Store

extension Router {
    /// Answers a question of the command line: JSON objects, one a line.
    func lines(_ query: RouteQuery, at moment: Moment) -> [UInt8] {
        switch query.topic {
        case .topicNone: []
        case .topicExplain: explain(query.subject)
        case .topicPlan: plan(query, at: moment)
        case .topicConnections: JSONLines.of(table.targets) { writeConnection($0, &$1, at: moment) }
        case .topicCombos: JSONLines.of(state.combos) { writeCombo($0, &$1) }
        case .topicKeys: JSONLines.of(state.keys) { writeKey($0, &$1) }
        case .topicQuotas: quotas(at: moment)
        case .topicBudgets:
            JSONLines.of(budgets.overview(at: moment)) { writeBudget($0, &$1, at: moment) }
        case .topicCache: JSONLines.of([desk.cache.statistics]) { writeCache($0, &$1) }
        case .topicModels: models()
        }
    }

    /// Carries out an order of the command line.
    func obey(_ command: RouteCommand, at moment: Moment) -> ApplyResult {
        switch command.action {
        case .actionNone: return failure("there is no such order")
        case .actionCorrectQuota: return correctQuota(command, at: moment)
        case .actionCredentialChanged: return credentialChanged(command, at: moment)
        case .actionClearCache:
            desk.clearCache()
            return success
        case .actionResetHealth:
            let targets = table.targets.filter {
                command.subject.isEmpty || $0.connection.name == command.subject
            }
            guard !targets.isEmpty || command.subject.isEmpty else {
                return failure("there is no connection \"\(command.subject)\"")
            }
            for target in targets {
                target.health.reset()
                target.provider.reset()
                target.quota?.reset()
                connections.note(target, in: &unsaved, at: moment)
            }
            wakeAll(at: moment)
            return success
        }
    }

    /// What a provider counts goes before what was counted here; what it says of windows that are not configured is ignored.
    private func correctQuota(_ command: RouteCommand, at moment: Moment) -> ApplyResult {
        guard let target = target(named: command.subject) else {
            return failure("there is no connection \"\(command.subject)\"")
        }
        guard let quota = target.quota else { return success }
        let wasExhausted = quota.obstacle(at: moment) != nil
        quota.correct(by: command.quotas, at: moment)
        if wasExhausted, quota.obstacle(at: moment) == nil { wakeAll(at: moment) }
        return success
    }

    /// What the old credential was refused for says nothing of the new one.
    private func credentialChanged(_ command: RouteCommand, at moment: Moment) -> ApplyResult {
        guard let target = target(named: command.subject) else {
            return failure("there is no connection \"\(command.subject)\"")
        }
        target.health.credentialChanged()
        connections.note(target, in: &unsaved, at: moment)
        wakeAll(at: moment)
        return success
    }

    private func target(named name: String) -> Target? {
        table.targets.first { $0.connection.name == name }
    }

    // MARK: Decisions made

    /// The decisions about a request, those of an earlier process too.
    private func explain(_ requestID: String) -> [UInt8] {
        let known = traces.traces(of: requestID)
        guard known.isEmpty else { return TraceWriter.lines(known) }
        do throws(StoreError) {
            return TraceWriter.lines(try store.trace(of: requestID))
        } catch {
            counters.storeFailures += 1
            return []
        }
    }

    // MARK: Who would answer

    private func plan(_ query: RouteQuery, at moment: Moment) -> [UInt8] {
        var keyID = ""
        if !query.key.isEmpty {
            guard let id = keys.id(named: query.key) else {
                let denial = Denial(
                    code: .modelNotAllowed, message: "There is no key named `\(query.key)`.")
                return TraceWriter.refusal(denial) + [0x0A]
            }
            keyID = id
        }
        let ask = RouteAsk(model: query.subject, keyID: keyID, attempt: 1)
        do throws(Denial) {
            let scope = try keys.scope(of: keyID)
            let plan = try resolver.resolve(query.subject, scope: scope)
            let selection = Selection(
                plan, for: ask, scope: scope, blocked: blocked, accounts: accounts,
                standing: standing(for: ask, at: moment), now: moment.now)
            return TraceWriter.survey(plan, selection.survey(ordering), now: moment.now) + [0x0A]
        } catch {
            return TraceWriter.refusal(error) + [0x0A]
        }
    }

    private func models() -> [UInt8] {
        let list = ModelCatalogue(table, &resolver, blocked: blocked)
        let answer = try? ModelsAnswer(bytes: list.encodedModels)
        return JSONLines.of(answer?.models ?? []) { model, object in
            object.member("id", model.id)
            object.member("owned_by", model.ownedBy)
        }
    }

    // MARK: Tables

    private func writeConnection(
        _ target: Target, _ object: inout JSONWriter, at moment: Moment
    ) {
        let connection = target.connection
        let health = target.health
        object.member("name", connection.name)
        object.member("provider", connection.provider)
        object.member("dialect", connection.dialect.word.description)
        object.member("prefix", connection.prefix)
        object.member("tier", connection.tier.budgetName)
        object.member("priority", connection.priority)
        object.member("enabled", !connection.disabled)
        let obstacle =
            connection.disabled
            ? Obstacle(.disabled)
            : target.provider.obstacle(at: moment) ?? health.obstacle(model: "", at: moment)
                ?? target.quota?.obstacle(at: moment)
        object.member("state", obstacle?.reason.rawValue ?? "ready")
        if let until = obstacle?.until, until > moment.now {
            object.member("for_s", (until - moment.now + 999_999_999) / 1_000_000_000)
        }
        object.member("score", health.score(at: moment))
        object.member("open", health.open)
        object.member("calls", health.leases)
        object.member("failed", health.failures)
        if let latency = health.latency { object.member("first_token_ms", latency / 1_000) }
        if let last = health.lastFailure {
            object.member("last_failure", "\(last.failure) \(last.status)")
        }
        let locks = health.lockedModels(at: moment).map(\.model)
        if !locks.isEmpty { object.member("locked_models", locks) }
    }

    private func writeCombo(_ combo: Combo, _ object: inout JSONWriter) {
        object.member("name", combo.name)
        object.member("strategy", combo.strategy.name)
        object.member("enabled", !combo.disabled)
        object.member("hold", combo.hold)
        object.member("requests", ordering.uses(of: combo.name).reduce(0, &+))
        object.member("models", combo.entries.map(\.model))
    }

    private func writeKey(_ key: ClientKey, _ object: inout JSONWriter) {
        object.member("name", key.name)
        object.member("id", key.id)
        object.member("enabled", !key.disabled)
        object.member("created_unix_us", key.createdUnixUs)
        if key.expiresUnixUs != 0 { object.member("expires_unix_us", key.expiresUnixUs) }
        object.member("models", key.models)
        object.member("providers", key.providers)
        object.member("rates", key.rates.map { "\($0.requests)/\($0.seconds)s" })
        if let uid = key.uid { object.member("uid", uid) }
    }

    private func quotas(at moment: Moment) -> [UInt8] {
        let states = connections.quotas.state(at: moment)
        let rows = table.targets.flatMap { target in
            (states[target.connection.id] ?? []).map { (target.connection.name, $0) }
        }
        return JSONLines.of(rows) { row, object in
            let (connection, quota) = row
            object.member("connection", connection)
            object.member("window", quota.name)
            object.member("unit", quota.isPercent ? "percent" : quota.unit.name)
            object.member("used", quota.used)
            if let limit = quota.limit {
                object.member("limit", limit)
                let left = limit > quota.used ? limit - quota.used : 0
                object.member("left_percent", limit == 0 ? 0 : Self.percent(left, of: limit))
            }
            if let seconds = quota.secondsLeft {
                object.member("resets_in_s", seconds)
            }
            object.member("exhausted", quota.isExhausted)
        }
    }

    private func writeBudget(
        _ budget: BudgetState, _ object: inout JSONWriter, at moment: Moment
    ) {
        object.member("name", budget.name)
        object.member("scope", budget.scope.name)
        object.member("subject", budget.subject)
        object.member("period", "\(budget.unit)")
        object.member("spent_usd", DollarText.of(budget.spent))
        object.member("reserved_usd", DollarText.of(budget.reserved))
        object.member("limit_usd", DollarText.of(budget.limit))
        object.member("unknown_calls", budget.unknownCalls)
        object.member(
            "resets_in_s", WallTime.microseconds(until: budget.resets, at: moment) / 1_000_000)
        object.member(
            "state", budget.isExhausted ? "exhausted" : budget.isWarning ? "warning" : "ok")
    }

    private func writeCache(_ statistics: AnswerCacheStatistics, _ object: inout JSONWriter) {
        object.member("enabled", state.routing.cache?.enabled ?? false)
        object.member("entries", statistics.entries)
        object.member("bytes", statistics.bytes)
        object.member("hits", statistics.hits)
        object.member("misses", statistics.misses)
        object.member("tokens_saved", statistics.tokensSaved)
        object.member("semantic", desk.cache.isSemantic)
        object.member("semantic_hits", statistics.semanticHits)
        object.member("vectors", statistics.vectors)
        object.member("embeddings_asked", counters.embeddings)
        object.member("embeddings_failed", counters.embeddingsFailed)
    }

    private static func percent(_ part: UInt64, of whole: UInt64) -> UInt64 {
        let product = part.multipliedFullWidth(by: 100)
        return whole.dividingFullWidth((product.high, product.low)).quotient
    }
}
